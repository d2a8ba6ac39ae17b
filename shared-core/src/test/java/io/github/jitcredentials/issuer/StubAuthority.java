package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The least OAuth 2.0 authority that the contract can be run against over real HTTP. It believes everybody; who may do what is
 * for the trial authority and for others' servers to test.
 */
final class StubAuthority implements AutoCloseable, IdentityTokens {
    final StubServer server = new StubServer();
    private final Map<String, Boolean> tokens = new HashMap<>();
    private final List<Secret> secrets = new ArrayList<>();
    private final List<String> audiences = new ArrayList<>();
    private final AtomicInteger serial = new AtomicInteger();
    private String extraScope = "";
    private boolean endless;
    private boolean losing;
    private boolean refusing;
    private boolean sameIdentity;

    StubAuthority() {
        comeBack();
    }

    String url() {
        return server.uri("").toString();
    }

    URI uri(String path) {
        return server.uri(path);
    }

    private String metadata() {
        return """
                {"issuer":"URL","token_endpoint":"URL/token","revocation_endpoint":"URL/revoke",\
                "introspection_endpoint":"URL/introspect"}""".replace("URL", url());
    }

    Seen last(String path) {
        List<Seen> seen = server.seen(path);
        return seen.get(seen.size() - 1);
    }

    synchronized int live() {
        return (int) tokens.values().stream().filter(alive -> alive).count();
    }

    synchronized int granted() {
        return tokens.size();
    }

    synchronized List<Secret> secrets() {
        return List.copyOf(secrets);
    }

    /** The audiences of the identity tokens handed out. */
    synchronized List<String> audiences() {
        return List.copyOf(audiences);
    }

    synchronized void loseNext() {
        losing = true;
    }

    synchronized void refuseNext() {
        refusing = true;
    }

    synchronized void grantMoreNext() {
        extraScope = " admin";
    }

    synchronized void grantEndlessNext() {
        endless = true;
    }

    /** From now on the same identity token is handed out every time. */
    synchronized void keepIdentity() {
        sameIdentity = true;
    }

    void goAway() {
        for (String path : List.of("/.well-known/oauth-authorization-server", "/token", "/revoke", "/introspect")) {
            server.always(path, Reply.of(503, "text/plain", "away", "Retry-After: 1"));
        }
    }

    void comeBack() {
        server.always("/.well-known/oauth-authorization-server", Reply.json(200, metadata()));
        server.answering("/token", this::token);
        server.answering("/revoke", this::revoke);
        server.answering("/introspect", this::introspect);
    }

    @Override
    public synchronized IdentityToken fresh(String audience) {
        int number = sameIdentity ? 0 : serial.incrementAndGet();
        Secret token = Secret.of("identity-token-" + number + "-signature-abcdefgh");
        secrets.add(token);
        audiences.add(audience);
        Instant expires = Instant.parse("2026-11-22T10:05:00Z");
        return new IdentityToken(
                new Identity("ci", "https://ci.example.com", "repo:acme/app:ref:refs/heads/main", Map.of(), expires),
                token);
    }

    @Override
    public Renewability renewability() {
        return Renewability.FRESH;
    }

    @Override
    public void close() {
        server.close();
    }

    private synchronized Reply token(Seen seen) {
        Map<String, String> form = seen.form();
        if (refusing) {
            refusing = false;
            String echo = form.getOrDefault("subject_token", form.getOrDefault("client_assertion", "none"));
            return Reply.json(
                    401, "{\"error\":\"invalid_client\",\"error_description\":\"bad token " + echo + " of client\"}");
        }
        String token = "access-token-" + tokens.size() + "-abcdefghijklmnop";
        tokens.put(token, true);
        secrets.add(Secret.of(token));
        if (losing) {
            losing = false;
            return Reply.close();
        }
        String life = endless ? "" : ",\"expires_in\":300";
        String scope = form.get("scope") + extraScope;
        extraScope = "";
        endless = false;
        return Reply.json(
                200,
                "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"issued_token_type\":"
                        + "\"urn:ietf:params:oauth:token-type:access_token\",\"scope\":\"" + scope + "\"" + life + "}");
    }

    private synchronized Reply revoke(Seen seen) {
        tokens.computeIfPresent(seen.form().get("token"), (token, alive) -> false);
        return Reply.of(200, "text/plain", "");
    }

    private synchronized Reply introspect(Seen seen) {
        return Reply.json(200, "{\"active\":" + tokens.getOrDefault(seen.form().get("token"), false) + "}");
    }
}
