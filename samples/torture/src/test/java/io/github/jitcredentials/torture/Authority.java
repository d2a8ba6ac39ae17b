package io.github.jitcredentials.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.authority.AuthorityMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** The trial authority as a process of its own, and its books, which are the truth here. */
final class Authority implements AutoCloseable {
    private final Process process;
    private final JsonNode ready;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One line of the books. */
    record Grant(String requestId, Instant issued, Instant expires, Optional<Instant> revoked) {}

    Authority(Path folder, Path jwks) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                HostProcess.java(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                AuthorityMain.class.getName(),
                "--port",
                "0",
                "--state",
                folder.resolve("authority").toString(),
                "--ci",
                folder.resolve("ci").toString(),
                "--issuer",
                "issuer=" + Identities.ISSUER + ",jwks=" + jwks + ",alg=RS256"));
        client(command, "id=trial,issuer=" + Identities.ISSUER + ",lifetime=300");
        client(command, "id=brief,issuer=" + Identities.ISSUER + ",lifetime=4");
        client(command, "id=alice,issuer=" + Identities.ISSUER + ",subject=alice,lifetime=300,auth=private_key_jwt");
        client(command, "id=once,lifetime=300,auth=private_key_jwt");
        command.add("--exit-with-stdin");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("authority.log").toFile());
        builder.environment().put("CLASSPATH", HostProcess.classPath());
        process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError(
                    "the authority did not start: " + Files.readString(folder.resolve("authority.log")));
        }
        ready = new ObjectMapper().readTree(line);
    }

    private static void client(List<String> command, String client) {
        command.add("--client");
        command.add(client + ",scope=repo:write");
    }

    String url() {
        return said("url");
    }

    String said(String name) {
        return ready.path(name).asText();
    }

    long pid() {
        return process.pid();
    }

    /** Everything that was ever granted. */
    List<Grant> grants() throws Exception {
        return books("/grants");
    }

    /** What is alive now. */
    List<Grant> live() throws Exception {
        return books("/live");
    }

    private List<Grant> books(String page) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + page))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(Path.of(said("adminTokenFile")))
                                        .strip())
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(page + " was answered with " + answer.statusCode());
        }
        return StreamSupport.stream(new ObjectMapper().readTree(answer.body()).spliterator(), false)
                .map(Authority::grant)
                .toList();
    }

    private static Grant grant(JsonNode grant) {
        JsonNode revoked = grant.path("revoked");
        return new Grant(
                grant.path("requestId").asText(),
                Instant.parse(grant.path("issued").asText()),
                Instant.parse(grant.path("expires").asText()),
                revoked.isNull() ? Optional.empty() : Optional.of(Instant.parse(revoked.asText())));
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
