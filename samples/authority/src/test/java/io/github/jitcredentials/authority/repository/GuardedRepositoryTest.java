package io.github.jitcredentials.authority.repository;

import static io.github.jitcredentials.authority.repository.Guarded.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.jitcredentials.authority.Http;
import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class GuardedRepositoryTest {
    private static final String JAR = "/org/acme/app/1.4.0/app-1.4.0.jar";

    private Guarded guarded;
    private Path directory;

    @BeforeEach
    void start(@TempDir Path temporary) throws IOException {
        directory = temporary;
        guarded = new Guarded(temporary);
    }

    @AfterEach
    void stop() throws IOException {
        guarded.close();
    }

    @Test
    void liveToken_stores_andAnybodyReads() throws IOException {
        String token = guarded.trial().token("repo:write");

        assertThat(guarded.put(JAR, "one", bearer(token)).status()).isEqualTo(201);

        Http.Answer read = Http.get(guarded.url(), JAR);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("one");
        assertThat(guarded.files()).containsExactly("org/acme/app/1.4.0/app-1.4.0.jar");
    }

    @Test
    void existingFile_isReplaced() throws IOException {
        String token = guarded.trial().token("repo:write");
        guarded.put(JAR, "one", bearer(token));

        assertThat(guarded.put(JAR, "two", bearer(token)).status()).isEqualTo(204);
        assertThat(Http.get(guarded.url(), JAR).body()).isEqualTo("two");
    }

    @Test
    void passwordOfAnyUser_isTakenAsToken_asMavenSendsIt() throws IOException {
        String token = guarded.trial().token("repo:write");

        assertThat(guarded.put(JAR, "one", basic("anybody", token)).status()).isEqualTo(201);
        assertThat(guarded.put(JAR, "one", basic(token, "x")).status()).isEqualTo(401);
    }

    @Test
    void withoutToken_isChallengedBothWays() throws IOException {
        Http.Answer answer = guarded.put(JAR, "one");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers().get("www-authenticate"))
                .containsExactly("Basic realm=\"guarded repository\"", "Bearer realm=\"guarded repository\"");
        assertThat(guarded.files()).isEmpty();
    }

    @Test
    void malformedCredential_isChallenged() throws IOException {
        for (String header : List.of("Basic !!!", "Basic eA==", "Bearer ", "Digest x", "Basic eDo=")) {
            assertThat(guarded.put(JAR, "one", "Authorization", header).status())
                    .as(header)
                    .isEqualTo(401);
        }
    }

    @Test
    void unknownToken_isChallenged() throws IOException {
        assertThat(guarded.put(JAR, "one", bearer("unknown")).status()).isEqualTo(401);
    }

    @Test
    void tokenForReadingOnly_isForbidden() throws IOException {
        String token = guarded.trial().token("repo:read");

        Http.Answer answer = guarded.put(JAR, "one", bearer(token));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json()).containsEntry("error", "insufficient_scope");
        assertThat(guarded.files()).isEmpty();
    }

    @Test
    void revokedToken_isRefusedByTheVeryNextUpload() throws IOException {
        String token = guarded.trial().token("repo:write");
        assertThat(guarded.put("/a", "one", bearer(token)).status()).isEqualTo(201);

        guarded.trial().revoke("any", token);

        assertThat(guarded.put("/b", "one", bearer(token)).status()).isEqualTo(401);
        assertThat(guarded.files()).containsExactly("a");
    }

    @Test
    void expiredToken_isRefused() throws IOException {
        String token = guarded.trial().token("repo:write");
        guarded.trial().clock().advance(Duration.ofMinutes(5));

        assertThat(guarded.put(JAR, "one", bearer(token)).status()).isEqualTo(401);
    }

    @Test
    void authorityThatGivesNoClearAnswer_letsNobodyIn() throws IOException {
        String token = guarded.trial().token("repo:write");
        for (Fault fault : List.of(
                Fault.status("/introspect", 500),
                Fault.status("/introspect", 401),
                Fault.wrongJson("/introspect"),
                Fault.truncate("/introspect"),
                Fault.oversize("/introspect"),
                Fault.redirect("/introspect", URI.create(guarded.trial().url() + "/health")))) {
            guarded.trial().authority().faults().arm(fault);
            assertThat(guarded.put(JAR, "one", bearer(token)).status())
                    .as(fault.toString())
                    .isEqualTo(503);
        }
        assertThat(guarded.files()).isEmpty();
        assertThat(guarded.put(JAR, "one", bearer(token)).status()).isEqualTo(201);
    }

    @Test
    void authorityThatIsGone_letsNobodyIn() throws IOException {
        String token = guarded.trial().token("repo:write");
        guarded.trial().close();

        assertThat(guarded.put(JAR, "one", bearer(token)).status()).isEqualTo(503);
    }

    @Test
    void pathOutOfTheRoot_isRefused_forAGoodTokenToo() throws IOException {
        String token = guarded.trial().token("repo:write");
        Files.writeString(directory.resolve("outside"), "secret");
        Files.createSymbolicLink(guarded.repository().root().resolve("link"), directory);

        for (String path : List.of(
                "/../outside",
                "/a/../../outside",
                "/%2e%2e/outside",
                "/..%2foutside",
                "/a/%2e%2e%2f%2e%2e%2foutside",
                "/..%5coutside",
                "/a//b",
                "/./a",
                "/a%00b",
                "/link/outside",
                "/link/new",
                "/.incoming/x",
                "/")) {
            assertThat(guarded.put(path, "one", bearer(token)).status())
                    .as(path)
                    .isEqualTo(400);
            assertThat(Http.get(guarded.url(), path).status()).as(path).isEqualTo(400);
        }
        // Taken by the JDK's server for the name of a host, so it never comes to us.
        assertThat(guarded.put("//outside", "one", bearer(token)).status()).isEqualTo(404);
        assertThat(directory.resolve("outside")).hasContent("secret");
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void nameOfADirectory_isAConflict() throws IOException {
        String token = guarded.trial().token("repo:write");
        guarded.put("/a/b", "one", bearer(token));

        assertThat(guarded.put("/a", "one", bearer(token)).status()).isEqualTo(409);
        assertThat(guarded.put("/a/b/c", "one", bearer(token)).status()).isEqualTo(409);
        assertThat(guarded.files()).containsExactly("a/b");
    }

    @Test
    void absentFileAndDirectory_areNotFound() throws IOException {
        guarded.put("/a/b", "one", bearer(guarded.trial().token("repo:write")));

        assertThat(Http.get(guarded.url(), "/nothing").status()).isEqualTo(404);
        assertThat(Http.get(guarded.url(), "/a").status()).isEqualTo(404);
        assertThat(Http.get(guarded.url(), "/-/nothing").status()).isEqualTo(404);
    }

    @Test
    void otherMethods_areRefused() throws IOException {
        assertThat(Http.delete(guarded.url(), JAR).status()).isEqualTo(405);
    }

    @Test
    void uploadThatBreaksOff_leavesNoFile() throws IOException {
        String token = guarded.trial().token("repo:write");
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), guarded.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + JAR + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Length: 1000\r\n\r\nhalf of it")
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        guarded.awaitLast(RepositoryEvent.What.REQUEST, RepositoryEvent.CLIENT_GONE);
        assertThat(guarded.files()).isEmpty();
    }

    @Test
    void uploadWithoutLength_isRefused_asItsEndCouldNotBeTold() throws IOException {
        String token = guarded.trial().token("repo:write");

        String answer = Http.raw(
                guarded.url(),
                "PUT " + JAR + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer " + token
                        + "\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 411 ");
        assertThat(guarded.files()).isEmpty();
    }

    @Test
    void refusal_reachesAClientThatIsStillSending() throws IOException {
        byte[] large = new byte[8 * 1024 * 1024];

        assertThat(Http.put(guarded.url(), JAR, large, bearer("unknown")).status())
                .isEqualTo(401);
    }

    @Test
    void permission_isAskedForBeforeTheBodyIsRead() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), guarded.url().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("PUT " + JAR + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
        }
    }

    @Test
    void otherHostHeader_isMisdirected() throws IOException {
        assertThat(Http.raw(guarded.url(), "GET " + JAR + " HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421 ");
    }

    @Test
    void events_nameTokensByFingerprintOnly() throws IOException {
        String token = guarded.trial().token("repo:write");
        guarded.put(JAR, "one");
        guarded.put(JAR, "one", bearer(token));
        guarded.put(JAR, "one", basic("x", token));
        guarded.trial().revoke("any", token);
        guarded.put(JAR, "one", bearer(token));

        List<String> lines = guarded.eventLines().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).contains("\"status\":401", "\"fingerprint\":null", "\"method\":\"PUT\"", JAR);
        assertThat(lines.get(1)).contains("\"status\":201", Fingerprint.of(token), "\"event\":\"request\"");
        assertThat(lines.get(2)).contains("\"status\":204", Fingerprint.of(token));
        assertThat(lines.get(3)).contains("\"status\":401", Fingerprint.of(token));
        assertThat(guarded.eventLines() + guarded.repository().events() + guarded.repository())
                .doesNotContain(token, Fingerprint.sha256(token));
    }

    @Test
    void partsOfAKilledProcess_areGoneAfterTheNextStart() throws IOException {
        Path root = directory.resolve("other");
        Files.createDirectories(root.resolve(".incoming"));
        Files.writeString(root.resolve(".incoming/left.part"), "half");

        GuardedRepository.start(RepositorySettings.of(
                        root, guarded.trial().url(), guarded.trial().authority().adminTokenFile()))
                .close();

        assertThat(root.resolve(".incoming/left.part")).doesNotExist();
    }

    @Test
    void closedTwice_isFine() throws IOException {
        URI url = guarded.url();
        guarded.repository().close();
        guarded.repository().close();

        assertThatIOException().isThrownBy(() -> Http.get(url, JAR));
    }

    private static String[] basic(String user, String password) {
        String pair = user + ":" + password;
        return new String[] {
            "Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
        };
    }
}
