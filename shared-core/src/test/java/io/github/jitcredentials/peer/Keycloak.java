package io.github.jitcredentials.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real Keycloak on this machine's loopback, and its administrator's hand on it. Its database is a file of its own, so that what
 * it knows is there again after a restart.
 */
public final class Keycloak implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Those that .ci/prepare-keycloak gave it too, who opens nothing but this loopback server. */
    private static final String ADMINISTRATOR = "admin";

    private final int port = PeerProcess.freePort();
    private final Path distribution;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private PeerProcess process;

    private static final class Running {
        static final Keycloak ONE = ofThisJvm();
    }

    /**
     * Starts one.
     *
     * @param distribution its folder, where it really is: what was prepared for it lies beside it
     * @param folder what it may write into; deleted with it
     */
    public Keycloak(Path distribution, Path folder) {
        this.distribution = distribution;
        this.folder = folder;
        try {
            Path prepared = distribution.resolveSibling("empty/keycloak.mv.db");
            Files.createDirectories(folder);
            if (Files.exists(prepared)) {
                Files.copy(prepared, folder.resolve("keycloak.mv.db"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = started();
    }

    private static Keycloak ofThisJvm() {
        try {
            Keycloak keycloak = new Keycloak(Peers.keycloak(), Files.createTempDirectory("jit-credentials-keycloak"));
            Runtime.getRuntime().addShutdownHook(new Thread(keycloak::close));
            return keycloak;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of this JVM. */
    public static Keycloak running() {
        return Running.ONE;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Ends in good order, and comes up again at the same place. */
    public void restart() {
        process.close();
        process = started();
    }

    public void createRealm(JsonNode realm) {
        administer("POST", "/admin/realms", realm.toString());
    }

    public void deleteRealm(String name) {
        administer("DELETE", "/admin/realms/" + name, "");
    }

    /**
     * Posts a form.
     *
     * @param headers more of them
     * @return what came back, or a missing node
     */
    public JsonNode post(String path, Map<String, String> form, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"))));
        headers.forEach(request::header);
        return send(request.build());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void administer(String method, String path, String body) {
        String token = post(
                        "/realms/master/protocol/openid-connect/token",
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "admin-cli",
                                "username",
                                ADMINISTRATOR,
                                "password",
                                ADMINISTRATOR),
                        Map.of())
                .path("access_token")
                .asText();
        JsonNode answer = send(HttpRequest.newBuilder(url().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build());
        if (!answer.isMissingNode()) {
            throw new AssertionError(path + ": " + answer);
        }
    }

    private JsonNode send(HttpRequest request) {
        try {
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private PeerProcess started() {
        return PeerProcess.start(
                        "TERM",
                        folder.resolve("log"),
                        Map.of(
                                "KC_BOOTSTRAP_ADMIN_USERNAME", ADMINISTRATOR,
                                "KC_BOOTSTRAP_ADMIN_PASSWORD", ADMINISTRATOR,
                                // It is asked a hundred questions and ends: the second compiler would never pay.
                                "JAVA_OPTS_APPEND", "-XX:TieredStopAtLevel=1"),
                        List.of(
                                distribution.resolve("bin/kc.sh").toString(),
                                "start-dev",
                                "--http-host=127.0.0.1",
                                "--http-port=" + port,
                                "--proxy-headers=xforwarded",
                                "--db-url=jdbc:h2:file:" + folder.resolve("keycloak") + ";NON_KEYWORDS=VALUE"))
                .awaiting(PATIENCE, this::isUp);
    }

    private boolean isUp() {
        try {
            HttpRequest question =
                    HttpRequest.newBuilder(url().resolve("/realms/master")).build();
            return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
