package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.http.CuttingProxy;
import io.github.jitcredentials.http.CuttingProxy.Passed;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.peer.Realm;
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
import java.util.function.UnaryOperator;

/** The contract's rig around a real Keycloak, with a proxy between. */
final class KeycloakRig implements IssuerRig, IdentityTokens {
    /**
     * One of docs/keycloak.md's ways to be a client.
     *
     * @param issuer whose identity tokens it shows
     * @param subject whom they are about
     */
    record Way(String issuer, String subject, Map<String, String> settings) {
        static final Way FEDERATED = new Way(Realm.GITHUB, Realm.MAIN, Map.of("grant", "client-credentials"));

        static final Way SAME_TOKEN = new Way(
                Realm.GITLAB, Realm.GITLAB_MAIN, Map.of("grant", "client-credentials", "identity-reuse", "accepted"));

        static final Way KEY = new Way(
                "",
                "",
                Map.of(
                        "grant", "client-credentials",
                        "client", "deploy-with-a-key",
                        "authenticate", "key",
                        "key", "env:KEY"));

        static final Way EXCHANGE = new Way(
                Realm.GITHUB,
                Realm.RELEASE,
                Map.of("subject-token-type", "access-token", "target-audience", "repository"));

        static final Way GRANT = new Way(
                Realm.GITHUB,
                Realm.MAIN,
                Map.of(
                        "grant", "jwt-bearer",
                        "client", "deploy-for-a-user",
                        "authenticate", "key",
                        "key", "env:KEY"));
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Realm realm;
    private final Way way;
    private final CuttingProxy proxy;
    private final Web web;
    private final List<Secret> shown = new CopyOnWriteArrayList<>();
    private final CredentialIssuer issuer;
    private volatile Duration life = Duration.ofMinutes(5);
    private volatile String subject;
    private volatile boolean repeating;

    KeycloakRig(Realm realm, Way way, Map<String, String> more) {
        this(realm, way, more, Clock.systemUTC(), Duration.ofSeconds(30));
    }

    /**
     * @param clock our own
     * @param patience how long an answer may take
     */
    KeycloakRig(Realm realm, Way way, Map<String, String> more, Clock clock, Duration patience) {
        this.web = new Web(WebSettings.standard().withTimeouts(patience, patience, patience), clock);
        this.realm = realm;
        this.way = way;
        this.subject = way.subject;
        this.repeating = way.equals(Way.SAME_TOKEN);
        this.proxy = new CuttingProxy(realm.keycloak().url());
        Map<String, String> all = new TreeMap<>(way.settings);
        all.put("url", proxy.url() + realm.path());
        all.put("prove", "client");
        all.putAll(more);
        this.issuer = Issuers.create(
                new IssuerSpec("sso", "oauth2", new TreeMap<>(all)),
                web,
                this,
                new NamedSecrets(Map.of("KEY", realm.key())),
                clock);
    }

    CuttingProxy proxy() {
        return proxy;
    }

    /** How long the identity tokens live that are asked for from now on. */
    void identityLives(Duration time) {
        life = time;
    }

    /** The CI system has no other identity token than its last from now on, or has again. */
    void repeatsItself(boolean whether) {
        repeating = whether;
    }

    /** Whom the identity tokens are about that are asked for from now on. */
    void speaksFor(String other) {
        subject = other;
    }

    @Override
    public CredentialIssuer issuer() {
        return issuer;
    }

    @Override
    public CredentialRequest request() {
        return FakeRig.asking("repo:write");
    }

    String endpoint(String name) {
        return realm.path() + "/protocol/openid-connect/" + name;
    }

    boolean isActive(Secret token) {
        return realm.isActive(token.reveal(), proxy.url());
    }

    /** Of the credentials that were granted, those of which a token is alive. */
    @Override
    public int live() {
        return (int) credentials().stream()
                .filter(tokens -> tokens.stream().anyMatch(this::isActive))
                .count();
    }

    @Override
    public int granted() {
        return credentials().size();
    }

    /** Every token that was granted. */
    List<Secret> tokens() {
        return credentials().stream().flatMap(List::stream).toList();
    }

    /** The tokens of each credential: two if one was exchanged. */
    private List<List<Secret>> credentials() {
        List<List<Secret>> all = new ArrayList<>();
        for (Passed passed : proxy.passed()) {
            String token = json(passed.body()).path("access_token").asText("");
            if (!passed.request().path().equals(endpoint("token")) || token.isEmpty()) {
                continue;
            }
            if (!passed.request().form().containsKey("subject_token")) {
                all.add(new ArrayList<>());
            }
            all.get(all.size() - 1).add(Secret.of(token));
        }
        return all;
    }

    /** An exchange's last answer is what counts; the one before it passes. */
    private void passFirst() {
        if (way.equals(Way.EXCHANGE)) {
            proxy.changeNext(endpoint("token"), UnaryOperator.identity());
        }
    }

    @Override
    public void loseNextAnswer() {
        passFirst();
        proxy.loseNext(endpoint("token"));
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
        proxy.answerNext(endpoint("token"), (seen, peer, server) -> Reply.json(
                        400,
                        JSON.createObjectNode()
                                .put("error", "invalid_client")
                                .put(
                                        "error_description",
                                        "No: " + seen.form().get("client_assertion") + " "
                                                + seen.form().get("assertion"))
                                .toString())
                .to(seen, peer, server));
    }

    @Override
    public void grantMoreNext() {
        passFirst();
        proxy.changeNext(endpoint("token"), body -> with(body, "scope", "repo:write admin"));
    }

    @Override
    public void grantEndlessNext() {
        passFirst();
        proxy.changeNext(endpoint("token"), body -> with(body, "expires_in", "0"));
    }

    private static String with(String body, String field, String value) {
        ObjectNode answer = (ObjectNode) json(body);
        if (value.matches("\\d+")) {
            answer.put(field, Integer.parseInt(value));
        } else {
            answer.put(field, value);
        }
        return answer.toString();
    }

    @Override
    public List<Secret> secrets() {
        List<Secret> all = new ArrayList<>(shown);
        credentials().forEach(all::addAll);
        return all;
    }

    @Override
    public synchronized IdentityToken fresh(String audience) {
        if (!repeating || shown.isEmpty()) {
            shown.add(Secret.of(Realm.identityToken(way.issuer, subject, audience, life)));
        }
        Identity identity =
                new Identity("ci", way.issuer, subject, Map.of(), Instant.now().plus(life));
        return new IdentityToken(identity, shown.get(shown.size() - 1));
    }

    @Override
    public Renewability renewability() {
        return way.equals(Way.SAME_TOKEN) ? Renewability.FIXED : Renewability.FRESH;
    }

    @Override
    public void close() {
        web.close();
        proxy.close();
    }

    private static JsonNode json(String text) {
        try {
            return text.startsWith("{") ? JSON.readTree(text) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
