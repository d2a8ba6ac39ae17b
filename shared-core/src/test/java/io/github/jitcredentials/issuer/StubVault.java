package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Answers as a vault would that grants everything, in the shapes that OpenBao 2.7.2 sent; for what a real one can't be made to do. */
final class StubVault implements IdentityTokens, AutoCloseable {
    static final String PATH = "database/creds/migrator";
    static final String JWT = "identity-token-signature-abcdefgh";
    private static final ObjectMapper JSON = new ObjectMapper();

    final StubServer server = new StubServer();

    StubVault() {
        usual();
    }

    /** Grants everything, and ends it. */
    final void usual() {
        server.always("/v1/auth/jwt/login", auth("login-token-of-ours-abcd", "parent-accessor", 900));
        server.answering("/v1/sys/capabilities-self", StubVault::everything);
        server.always("/v1/auth/token/create", auth("child-token-of-ours-abcd", "child-accessor", 300));
        server.always(
                "/v1/" + PATH,
                Reply.json(
                        200,
                        "{\"lease_id\":\"" + PATH + "/abc\",\"lease_duration\":900,\"renewable\":true,"
                                + "\"data\":{\"username\":\"v-token-m\",\"password\":\"password-of-ours-abcd\"}}"));
        for (String path : List.of("sys/leases/revoke", "auth/token/revoke-accessor", "auth/token/revoke-self")) {
            server.always("/v1/" + path, Reply.of(204, "text/plain", ""));
        }
        Reply there = Reply.json(200, "{\"data\":{},\"lease_duration\":300,\"auth\":{\"lease_duration\":300}}");
        for (String path : List.of("sys/leases/lookup", "sys/leases/renew", "auth/token/lookup-accessor")) {
            server.always("/v1/" + path, there);
        }
    }

    static Reply auth(String token, String accessor, int seconds) {
        return Reply.json(
                200,
                "{\"auth\":{\"client_token\":\"" + token + "\",\"accessor\":\"" + accessor
                        + "\",\"policies\":[\"default\"],\"lease_duration\":" + seconds
                        + ",\"renewable\":true,\"num_uses\":0}}");
    }

    private static Reply everything(Seen seen) {
        StringBuilder data = new StringBuilder();
        json(seen.body()).path("paths").forEach(path -> data.append(data.isEmpty() ? "" : ",")
                .append(path)
                .append(":[\"read\",\"update\"]"));
        return Reply.json(200, "{\"data\":{" + data + "}}");
    }

    String url() {
        return server.uri("").toString();
    }

    /** The last body that was sent to a path. */
    JsonNode last(String path) {
        List<Seen> seen = server.seen("/v1/" + path);
        return json(seen.get(seen.size() - 1).body());
    }

    int asked(String path) {
        return server.seen("/v1/" + path).size();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public IdentityToken fresh(String audience) {
        return new IdentityToken(
                new Identity(
                        "ci",
                        "https://ci.example.com",
                        "repo:acme/app:ref:refs/heads/main",
                        Map.of(),
                        Instant.parse("2026-11-22T10:05:00Z")),
                Secret.of(JWT));
    }

    @Override
    public Renewability renewability() {
        return Renewability.FRESH;
    }

    @Override
    public void close() {
        server.close();
    }
}
