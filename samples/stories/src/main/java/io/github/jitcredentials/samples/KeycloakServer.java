package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Keycloak on loopback, with a database of the story's own. */
final class KeycloakServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Those that .ci/prepare-keycloak gave it too, who opens nothing but this loopback server. */
    private static final String ADMINISTRATOR = "admin";

    private static final String INTROSPECTION = "/realms/ci/protocol/openid-connect/token/introspect";

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI url;
    private final Beside server;

    KeycloakServer(Path distribution, Path place) {
        int port = Beside.freePort();
        url = URI.create("http://127.0.0.1:" + port);
        try {
            Path keycloak = distribution.toRealPath();
            Path prepared = keycloak.resolveSibling("empty/keycloak.mv.db");
            if (Files.exists(prepared)) {
                Files.copy(prepared, Files.createDirectories(place).resolve("keycloak.mv.db"));
            }
            server = Beside.start(
                            place.resolve("log"),
                            Map.of(
                                    "KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR,
                                    "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMINISTRATOR,
                                    "JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1"),
                            // The options that it was prepared with: with others it would compile itself again.
                            List.of(
                                    keycloak.resolve("bin/kc.sh").toString(),
                                    "start-dev",
                                    "--http-host=127.0.0.1",
                                    "--http-port=" + port,
                                    "--proxy-headers=xforwarded",
                                    "--db-url=jdbc:h2:file:" + place.resolve("keycloak") + ";NON_KEYWORDS=VALUE"))
                    .awaiting(PATIENCE, "Keycloak", this::answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return url;
    }

    void createRealm(String realm) {
        String token = form(
                        "/realms/master/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "admin-cli",
                                "username",
                                ADMINISTRATOR,
                                "password",
                                ADMINISTRATOR))
                .path("access_token")
                .asText();
        HttpResponse<String> answer = send(HttpRequest.newBuilder(url.resolve("/admin/realms"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(realm))
                .build());
        if (answer.statusCode() != 201) {
            throw new StoryFailedException("Keycloak does not take the realm: " + answer.body());
        }
    }

    /** Where the git server asks about tokens. */
    URI introspection() {
        return url.resolve(INTROSPECTION);
    }

    /** Whether Keycloak tells the git server that a token is alive. */
    boolean isActive(String token, String clientSecret) {
        return form(INTROSPECTION, Map.of("token", token, "client_id", "repository", "client_secret", clientSecret))
                .path("active")
                .asBoolean();
    }

    @Override
    public void close() {
        server.close();
    }

    private boolean answers() {
        try {
            HttpRequest question =
                    HttpRequest.newBuilder(url.resolve("/realms/master")).build();
            return http.send(question, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailedException("interrupted");
        }
    }

    private JsonNode form(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> answer = send(HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailedException("interrupted");
        }
    }
}
