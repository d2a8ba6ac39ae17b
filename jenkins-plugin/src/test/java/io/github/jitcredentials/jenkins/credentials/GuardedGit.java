package io.github.jitcredentials.jenkins.credentials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.jenkins.Trial;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A repository behind git's own smart HTTP backend, which opens to whoever has a token that the authority's books say is alive. */
final class GuardedGit implements AutoCloseable {
    private static final String JENKINSFILE = "node { checkout scm; echo 'built'; sh 'test -e Jenkinsfile' }";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Path root;
    private final Trial trial;

    private GuardedGit(HttpServer server, Path root, Trial trial) {
        this.server = server;
        this.root = root;
        this.trial = trial;
    }

    static GuardedGit start(Path root, Trial trial) throws Exception {
        Path work = Files.createDirectories(root.resolve("work"));
        run(work, "git", "init", "-q", "-b", "main");
        Files.writeString(work.resolve("Jenkinsfile"), JENKINSFILE);
        run(work, "git", "add", ".");
        run(work, "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
        run(root, "git", "clone", "-q", "--bare", "work", "repo.git");
        GuardedGit git = new GuardedGit(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), root, trial);
        git.server.createContext("/", git::answer);
        git.server.setExecutor(git.threads);
        git.server.start();
        return git;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/repo.git";
    }

    private void answer(HttpExchange call) throws IOException {
        try {
            if (!isOpenTo(call.getRequestHeaders().getFirst("Authorization"))) {
                call.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                call.sendResponseHeaders(401, -1);
                return;
            }
            byte[] body = call.getRequestBody().readAllBytes();
            ProcessBuilder backend = new ProcessBuilder("git", "http-backend");
            String encoding = call.getRequestHeaders().getFirst("Content-Encoding");
            String type = call.getRequestHeaders().getFirst("Content-Type");
            String query = call.getRequestURI().getRawQuery();
            backend.environment()
                    .putAll(Map.of(
                            "GIT_PROJECT_ROOT",
                            root.toString(),
                            "GIT_HTTP_EXPORT_ALL",
                            "1",
                            "REQUEST_METHOD",
                            call.getRequestMethod(),
                            "PATH_INFO",
                            call.getRequestURI().getPath(),
                            "QUERY_STRING",
                            query == null ? "" : query,
                            "CONTENT_TYPE",
                            type == null ? "" : type,
                            "CONTENT_LENGTH",
                            String.valueOf(body.length),
                            "HTTP_CONTENT_ENCODING",
                            encoding == null ? "" : encoding,
                            "GIT_CONFIG_COUNT",
                            "0"));
            Process process =
                    backend.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(body);
            }
            reply(call, process.getInputStream());
        } finally {
            call.close();
        }
    }

    private static void reply(HttpExchange call, InputStream out) throws IOException {
        int status = 200;
        for (String line = line(out); !line.isEmpty(); line = line(out)) {
            String[] header = line.split(": ", 2);
            if (header[0].equals("Status")) {
                status = Integer.parseInt(header[1].substring(0, 3));
            } else {
                call.getResponseHeaders().add(header[0], header[1]);
            }
        }
        call.sendResponseHeaders(status, 0);
        out.transferTo(call.getResponseBody());
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private boolean isOpenTo(String header) {
        if (header == null || !header.startsWith("Basic ")) {
            return false;
        }
        String pair = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
        return pair.startsWith("ci:")
                && trial.authority().live().stream()
                        .map(Grant::fingerprint)
                        .anyMatch(sha(pair.substring(3))::startsWith);
    }

    private static String sha(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void run(Path directory, String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .inheritIO()
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", command) + " failed");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
