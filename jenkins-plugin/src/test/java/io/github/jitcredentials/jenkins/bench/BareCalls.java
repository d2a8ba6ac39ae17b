package io.github.jitcredentials.jenkins.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;

/** The authority's round trips that a block waits for, over a connection that is kept. */
final class BareCalls {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String authority;

    BareCalls(String authority) {
        this.authority = authority;
    }

    /** Asks for a token, revokes it, and asks whether it is dead. */
    void all(String identity) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(
                "/token",
                Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", identity,
                        "subject_token_type", "urn:ietf:params:oauth:token-type:jwt",
                        "scope", "repo:write",
                        "client_id", "trial"),
                "");
        check(answer, 200);
        String token = JSONObject.fromObject(answer.body()).getString("access_token");
        check(post("/revoke", Map.of("token", token, "client_id", "trial"), ""), 200);
        // Asked in its own name, as the block does.
        HttpResponse<String> dead = post("/introspect", Map.of("token", token), token);
        check(dead, 200);
        if (JSONObject.fromObject(dead.body()).getBoolean("active")) {
            throw new AssertionError("a token outlived its revocation");
        }
    }

    private static void check(HttpResponse<String> answer, int wanted) {
        if (answer.statusCode() != wanted) {
            throw new AssertionError(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpResponse<String> post(String path, Map<String, String> form, String bearer)
            throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(authority + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        if (!bearer.isEmpty()) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
