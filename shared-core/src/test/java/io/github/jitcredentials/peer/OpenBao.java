package io.github.jitcredentials.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A real OpenBao on this machine's loopback, in memory, and its root's hand on it. */
public final class OpenBao implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "root-of-a-server-for-tests";

    private final URI url;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private final PeerProcess process;

    private OpenBao(URI url, Path folder, PeerProcess process) {
        this.url = url;
        this.folder = folder;
        this.process = process;
    }

    static OpenBao start() {
        return start(false);
    }

    /** One that speaks TLS, with a certificate authority of its own. */
    public static OpenBao startWithTls() {
        return start(true);
    }

    private static OpenBao start(boolean tls) {
        try {
            Path folder = Files.createTempDirectory("jit-credentials-openbao");
            List<String> more = tls ? List.of("-dev-tls", "-dev-tls-cert-dir=" + folder) : List.of();
            int port = PeerProcess.freePort();
            PeerProcess process = PeerProcess.start(
                    "TERM",
                    folder.resolve("log"),
                    Map.of("HOME", folder.toString(), "BAO_DEV_ROOT_TOKEN_ID", ROOT),
                    Stream.concat(
                                    Stream.of(
                                            Peers.bao().toString(),
                                            "server",
                                            "-dev",
                                            "-dev-no-store-token",
                                            "-dev-listen-address=127.0.0.1:" + port),
                                    more.stream())
                            .toList());
            OpenBao bao = new OpenBao(URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port), folder, process);
            process.awaiting(() -> tls ? Files.exists(bao.authority()) && bao.isSaidToBeUp() : bao.isUp());
            return bao;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in a shell, with the server's program and the rights of its administrator; what it says. */
    public String administrator(String command) {
        try {
            ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true);
            builder.environment().put("PATH", Peers.bao().getParent() + ":" + System.getenv("PATH"));
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("BAO_TOKEN", ROOT);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public URI url() {
        return url;
    }

    /** The certificate authority of one that speaks TLS. */
    public Path authority() {
        return folder.resolve("vault-ca.pem");
    }

    /** What the root reads; a missing node if there is nothing. */
    public JsonNode read(String path) {
        return send("GET", path, "", "");
    }

    /** What the root lists. */
    public JsonNode list(String path) {
        return send("LIST", path, "", "");
    }

    /** Writes as root. Quotation marks may be written as apostrophes. */
    public JsonNode write(String path, String json) {
        return writeIn("", path, json.replace('\'', '"'));
    }

    /** The same below a namespace, and exactly so. */
    public JsonNode writeIn(String namespace, String path, String json) {
        return send("POST", path, json, namespace);
    }

    /** Whether there is an answer without an error to what root reads. */
    boolean answers(String path) {
        JsonNode answer = answer("GET", path, "", "");
        return !answer.has("errors");
    }

    /** Deletes as root. */
    public void delete(String path) {
        send("DELETE", path, "", "");
    }

    /** Writes as root, and gets the answer in a wrapping token. */
    public JsonNode wrapped(String path) {
        return answer("POST", path, "{}", "", "60s");
    }

    /** What is known of a token; a missing node if it is dead. */
    public JsonNode token(String accessor) {
        return answer("POST", "auth/token/lookup-accessor", "{\"accessor\":\"" + accessor + "\"}", "")
                .path("data");
    }

    /** The tokens that are alive and for which the condition holds. */
    public List<JsonNode> tokens(Predicate<JsonNode> condition) {
        List<JsonNode> tokens = new ArrayList<>();
        list("auth/token/accessors").path("data").path("keys").forEach(accessor -> {
            JsonNode token = token(accessor.asText());
            if (condition.test(token)) {
                tokens.add(token);
            }
        });
        return tokens;
    }

    public void policy(String namespace, String name, String rules) {
        writeIn(
                namespace,
                "sys/policies/acl/" + name,
                JSON.createObjectNode().put("policy", rules).toString());
    }

    @Override
    public void close() {
        process.close();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isSaidToBeUp() {
        try {
            return Files.readString(folder.resolve("log")).contains("Development mode should NOT be used");
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isUp() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(url.resolve("/v1/sys/health"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JsonNode send(String method, String path, String body, String namespace) {
        JsonNode answer = answer(method, path, body, namespace);
        if (answer.has("errors") && !answer.path("errors").isEmpty()) {
            throw new AssertionError(path + ": " + answer);
        }
        return answer;
    }

    private JsonNode answer(String method, String path, String body, String namespace) {
        return answer(method, path, body, namespace, "");
    }

    private JsonNode answer(String method, String path, String body, String namespace, String wrapped) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve("/v1/" + path))
                    .timeout(Duration.ofSeconds(20))
                    .header("X-Vault-Token", ROOT)
                    .method(
                            method,
                            body.isEmpty()
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            if (!wrapped.isEmpty()) {
                request.header("X-Vault-Wrap-TTL", wrapped);
            }
            if (!namespace.isEmpty()) {
                request.header("X-Vault-Namespace", namespace);
            }
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
