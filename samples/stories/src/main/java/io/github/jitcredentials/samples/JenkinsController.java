package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Jenkins controller: a process of its own, with a home of the story's own and the plugins that ours is tested with. */
final class JenkinsController implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int OK = 200;
    private static final int CREATED = 201;

    private final Path war;
    private final Path place;
    private final URI url;
    private HttpClient http = client();
    private @Nullable PeerProcess server;

    /**
     * @param plugin the folder in which it was built
     * @param place a directory of its own; made if it is not there
     */
    JenkinsController(Path plugin, Path place, int port) {
        this.place = place;
        this.url = URI.create("http://127.0.0.1:" + port);
        try {
            war = Path.of(Files.readString(plugin.resolve("target/jenkins-war")).strip());
            Path plugins = Files.createDirectories(home().resolve("plugins"));
            try (Stream<Path> others = Files.list(plugin.resolve("target/test-classes/test-dependencies"))) {
                for (Path other :
                        others.filter(file -> file.toString().endsWith(".hpi")).toList()) {
                    String name = String.valueOf(other.getFileName());
                    Files.copy(other, plugins.resolve(name.replace(".hpi", ".jpi")));
                }
            }
            Files.copy(plugin.resolve("target/jit-credentials.hpi"), plugins.resolve("jit-credentials.jpi"));
            Files.createDirectories(password().getParent());
            Files.createFile(
                    password(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(password(), UUID.randomUUID().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return url;
    }

    Path home() {
        return place.resolve("home");
    }

    /** Where its administrator's password is; his name is {@code admin}. */
    Path password() {
        return place.resolve("secrets/ADMIN_PASSWORD");
    }

    /** What it says happened to its leases. */
    AuditTrail audit() {
        return AuditTrail.read(home().resolve("jit-credentials/audit/audit.jsonl"));
    }

    /** Has it configured as code, when it starts. */
    void configure(Path file) {
        try {
            Files.copy(file, place.resolve("jenkins.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a Pipeline job before the start. */
    void job(String name, String pipeline, String template) {
        String escaped = pipeline.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        try {
            Path job = Files.createDirectories(home().resolve("jobs").resolve(name));
            Files.writeString(job.resolve("config.xml"), template.replace("@JENKINSFILE@", escaped));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, or starts it again, and waits until it has configured itself. */
    void start() {
        close();
        http = client();
        try {
            server = PeerProcess.start(
                            "TERM",
                            place.resolve("jenkins.log"),
                            Map.of(
                                    "JENKINS_HOME", home().toString(),
                                    "CASC_JENKINS_CONFIG",
                                            place.resolve("jenkins.yaml").toString(),
                                    "SECRETS", place.resolve("secrets").toString()),
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin/java")
                                            .toString(),
                                    "-Xmx512m",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Djava.awt.headless=true",
                                    "-Djenkins.install.runSetupWizard=false",
                                    "-Dhudson.model.UpdateCenter.never=true",
                                    "-Dhudson.model.DownloadService.never=true",
                                    "-jar",
                                    war.toString(),
                                    "--httpListenAddress=127.0.0.1",
                                    "--httpPort=" + url.getPort()))
                    .awaiting(PATIENCE, this::isUp);
        } catch (AssertionError e) {
            throw new StoryFailedException("Jenkins: " + e.getMessage());
        }
    }

    /** SIGKILL, as when a machine runs out of memory. What its builds have started on their agents goes on. */
    void kill() {
        Objects.requireNonNull(server).kill();
    }

    /** Has a user start a build. */
    void build(String job) {
        JsonNode crumb = json("/crumbIssuer/api/json");
        HttpResponse<String> answer = send(request("/job/" + job + "/build")
                .header(
                        crumb.path("crumbRequestField").asText(),
                        crumb.path("crumb").asText())
                .POST(BodyPublishers.noBody()));
        if (answer.statusCode() != CREATED) {
            throw new StoryFailedException("Jenkins answered " + answer.statusCode() + " to a new build of " + job);
        }
    }

    /** How a build ended; null as long as it has not. */
    @Nullable
    String result(String job, int build) {
        HttpResponse<String> answer = send(request("/job/" + job + "/" + build + "/api/json?tree=result"));
        String result = answer.statusCode() == OK ? read(answer).path("result").asText("null") : "null";
        return result.equals("null") ? null : result;
    }

    String log(String job, int build) {
        return send(request("/job/" + job + "/" + build + "/consoleText")).body();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    private boolean isUp() {
        try {
            return http.send(request("/api/json").build(), BodyHandlers.discarding())
                            .statusCode()
                    == OK;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailedException("interrupted");
        }
    }

    private JsonNode json(String path) {
        HttpResponse<String> answer = send(request(path));
        if (answer.statusCode() != OK) {
            throw new StoryFailedException("Jenkins answered " + answer.statusCode() + " to " + path);
        }
        return read(answer);
    }

    private static JsonNode read(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        try {
            String user = "admin:" + Files.readString(password());
            return HttpRequest.newBuilder(url.resolve(path))
                    .timeout(Duration.ofSeconds(30))
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailedException("interrupted");
        }
    }

    /** A session: Jenkins wants its crumb back in the one for which it was made. */
    private static HttpClient client() {
        return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    }
}
