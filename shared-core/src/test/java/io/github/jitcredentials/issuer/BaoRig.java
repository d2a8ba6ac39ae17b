package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.http.CuttingProxy;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.peer.BaoDesk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The contract's rig around a real OpenBao before a real PostgreSQL, with a proxy between. */
final class BaoRig implements IssuerRig, IdentityTokens {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BaoDesk desk = new BaoDesk();
    private final CuttingProxy proxy = new CuttingProxy(desk.bao().url());
    private final Web web = new Web(WebSettings.standard(), Clock.systemUTC());
    private final List<Secret> shown = new CopyOnWriteArrayList<>();
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final Scope scope;
    private final boolean wrapped;
    private final CredentialIssuer issuer;

    private BaoRig(Function<BaoDesk, Scope> scope, Map<String, String> settings) {
        this(scope, settings, Clock.systemUTC());
    }

    private BaoRig(Function<BaoDesk, Scope> scope, Map<String, String> settings, Clock clock) {
        this.scope = scope.apply(desk);
        this.wrapped = settings.containsKey("wrap");
        Map<String, String> all = new TreeMap<>(Map.of(
                "url", proxy.url().toString(),
                "audience", BaoDesk.AUDIENCE,
                "login.jwt.path", desk.mount(),
                "login.jwt.role", desk.role()));
        all.putAll(settings);
        if (settings.keySet().stream().anyMatch(key -> key.startsWith("login."))) {
            all.keySet().removeIf(key -> key.startsWith("login.jwt.") && !settings.containsKey(key));
        }
        issuer = Issuers.vault(new IssuerSpec("bao", "vault", new TreeMap<>(all)), web, pauses::add, clock)
                .issuer(this, new NamedSecrets(Map.of()));
    }

    /** A dynamic secret, for the user of a database. */
    static BaoRig database(Map<String, String> settings) {
        return new BaoRig(desk -> Scope.of(VaultRequest.PATH, desk.path()), settings);
    }

    /** The same, asked by a machine whose clock may be wrong. */
    static BaoRig database(Clock clock) {
        return new BaoRig(desk -> Scope.of(VaultRequest.PATH, desk.path()), Map.of(), clock);
    }

    /** A token with one policy. */
    static BaoRig token(Map<String, String> settings) {
        BaoRig rig = new BaoRig(desk -> Scope.of(VaultRequest.POLICIES, "reader"), settings);
        rig.desk.bao().policy("", "reader", "path \"secret/data/app\" { capabilities = [\"read\"] }");
        rig.desk.role(rig.desk
                .documented("role")
                .replace("[\"" + rig.desk.policy() + "\"]", "[\"" + rig.desk.policy() + "\", \"reader\"]"));
        return rig;
    }

    /**
     * What is stored in a KV engine of the desk's own.
     *
     * @param below what comes between mount and name
     */
    static BaoRig stored(String below, Map<String, String> settings) {
        BaoRig rig = new BaoRig(desk -> Scope.of(VaultRequest.PATH, desk.keyValuePath(below)), settings);
        rig.desk.policy(
                rig.desk.documented("stored-policy").replace("secret/data/portal", rig.desk.keyValuePath(below)));
        return rig;
    }

    BaoDesk desk() {
        return desk;
    }

    CuttingProxy proxy() {
        return proxy;
    }

    /** The pauses between tries, which take no time here. */
    List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    @Override
    public CredentialIssuer issuer() {
        return issuer;
    }

    @Override
    public CredentialRequest request() {
        return request(Duration.ofMinutes(5), null);
    }

    CredentialRequest request(Duration ttl, @Nullable Duration renewed) {
        return request(scope, ttl, renewed);
    }

    static CredentialRequest request(Scope scope, Duration ttl, @Nullable Duration renewed) {
        return new CredentialRequest(
                "migrate",
                "bao",
                scope,
                ttl,
                renewed,
                new Task("test", "contract", new Purpose("migrate orders 1.4.0")),
                null);
    }

    private boolean isDatabase() {
        return scope.parts().containsKey(VaultRequest.PATH);
    }

    private String grant() {
        return "/v1/" + (isDatabase() ? scope.part(VaultRequest.PATH).first() : "auth/token/create");
    }

    private String login() {
        return "/v1/auth/" + desk.mount() + "/login";
    }

    /** Users of the database, or the tasks' tokens. */
    @Override
    public int live() {
        return isDatabase() ? desk.users().size() : children().size();
    }

    List<JsonNode> children() {
        return desk.bao()
                .tokens(token -> token.path("meta").path("request").asText("").startsWith("request-")
                        && token.path("policies").toString().contains("reader")
                        && accessors().contains(token.path("accessor").asText()));
    }

    /** Of the tokens that were made through this rig. */
    private List<String> accessors() {
        List<String> all = new ArrayList<>();
        proxy.passed().forEach(passed -> {
            String accessor = json(passed.body()).path("auth").path("accessor").asText("");
            if (!accessor.isEmpty()) {
                all.add(accessor);
            }
        });
        return all;
    }

    @Override
    public int granted() {
        return (int) proxy.passed().stream()
                .filter(passed -> passed.request().path().equals(grant()) && passed.status() == 200)
                .count();
    }

    @Override
    public void loseNextAnswer() {
        proxy.loseNext(grant());
    }

    @Override
    public boolean takesBackWhatWasLost() {
        return true;
    }

    /** A lease whose token was revoked is ended by the server when it comes to it. */
    @Override
    public void settle() {
        await(() -> live() == 0);
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void goAway() {
        proxy.away(true);
    }

    @Override
    public void comeBack() {
        proxy.away(false);
    }

    @Override
    public void refuseNext() {
        proxy.answerNext(login(), (seen, peer, server) -> Reply.json(
                        400,
                        "{\"errors\":[\"bad token "
                                + json(seen.body()).path("jwt").asText() + " of role\"]}")
                .to(seen, peer, server));
    }

    @Override
    public void grantMoreNext() {
        proxy.changeNext(
                wrapped ? "/v1/sys/wrapping/unwrap" : grant(),
                isDatabase()
                        ? body -> body.replace(desk.path() + "/", "database/creds/admin/")
                        : body -> body.replace("\"policies\":[\"reader\"]", "\"policies\":[\"admin\",\"reader\"]"));
    }

    @Override
    public void grantEndlessNext() {
        proxy.changeNext(
                "/v1/auth/token/create",
                body -> body.replaceAll("\"lease_duration\":[1-9]\\d*", "\"lease_duration\":0"));
    }

    @Override
    public List<Secret> secrets() {
        List<Secret> all = new ArrayList<>(shown);
        proxy.passed().forEach(passed -> {
            JsonNode body = json(passed.body());
            for (String secret : List.of(
                    body.path("auth").path("client_token").asText(""),
                    body.path("data").path("password").asText(""))) {
                if (!secret.isEmpty()) {
                    all.add(Secret.of(secret));
                }
            }
        });
        return all;
    }

    @Override
    public IdentityToken fresh(String audience) {
        Secret token = Secret.of(desk.identityToken(audience));
        shown.add(token);
        return new IdentityToken(
                new Identity(
                        "ci",
                        "https://ci.example.com",
                        "repo:acme/app:ref:refs/heads/main",
                        Map.of("run", "4711"),
                        Instant.now().plusSeconds(300)),
                token);
    }

    @Override
    public Renewability renewability() {
        return Renewability.FRESH;
    }

    @Override
    public void close() {
        web.close();
        proxy.close();
    }

    static JsonNode json(String text) {
        try {
            return text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
