package io.github.jitcredentials.authority.repository;

import static io.github.jitcredentials.authority.repository.Guarded.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.jitcredentials.authority.Http;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UploadFaultsTest {
    private Guarded guarded;
    private String token;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        guarded = new Guarded(directory);
        token = guarded.trial().token("repo:write");
    }

    @AfterEach
    void stop() throws IOException {
        guarded.close();
    }

    @Test
    void nthUpload_isHeldUntilReleased_andThenStored() throws IOException {
        guarded.repository().faults().arm(UploadFault.hold(2));
        assertThat(put("/a").status()).isEqualTo(201);
        CompletableFuture<Integer> held = CompletableFuture.supplyAsync(() -> statusOfPut("/b"));

        RepositoryEvent event = guarded.awaitLast(RepositoryEvent.What.HELD, 0);

        assertThat(event.path()).isEqualTo("/b");
        assertThat(event.fingerprint()).isEqualTo(Fingerprint.of(token));
        assertThat(held).isNotDone();
        guarded.repository().faults().clear();

        assertThat(held).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(201);
        assertThat(guarded.files()).containsExactly("a", "b");
        assertThat(guarded.eventLines()).contains("\"event\":\"held\"");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void clientThatGoesWhileHeld_leavesNoFile_thoughItSentAll() throws IOException {
        guarded.repository().faults().arm(UploadFault.hold(1));
        sendAllAndGo("small");

        guarded.awaitLast(RepositoryEvent.What.REQUEST, RepositoryEvent.CLIENT_GONE);
        assertThat(guarded.files()).isEmpty();
        assertThat(guarded.repository().faults().held()).isZero();
    }

    /** The rest of a large body stays in the kernel's buffers, and what follows it is not seen at our end. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void clientThatGoesWhileHeld_isNoticed_behindALargeBodyToo() throws IOException {
        guarded.repository().faults().arm(UploadFault.hold(1));
        sendAllAndGo("x".repeat(100_000));

        guarded.awaitLast(RepositoryEvent.What.REQUEST, RepositoryEvent.CLIENT_GONE);
        assertThat(guarded.files()).isEmpty();
    }

    @Test
    void refusedUploads_doNotCount() throws IOException {
        guarded.repository().faults().arm(UploadFault.status(500));

        assertThat(guarded.put("/a", "one").status()).isEqualTo(401);
        assertThat(put("/a").status()).isEqualTo(500);
        assertThat(put("/a").status()).isEqualTo(201);
    }

    @Test
    void status_isForPathsThatMatchAsAWhole() throws IOException {
        guarded.repository().faults().arm(UploadFault.status(507).on(".*\\.jar").times(2));

        assertThat(put("/a.pom").status()).isEqualTo(201);
        assertThat(put("/a.jar").status()).isEqualTo(507);
        assertThat(put("/a.jar.sha1").status()).isEqualTo(201);
        assertThat(put("/b.jar").status()).isEqualTo(507);
        assertThat(put("/c.jar").status()).isEqualTo(201);
        assertThat(guarded.files()).containsExactly("a.jar.sha1", "a.pom", "c.jar");
    }

    @Test
    void redirect_comesBeforeTheCredentialIsLookedAt() throws IOException {
        guarded.repository().faults().arm(UploadFault.redirect(URI.create("http://127.0.0.2:1/stolen")));

        Http.Answer answer = guarded.put("/a", "one");

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("location")).isEqualTo("http://127.0.0.2:1/stolen");
        assertThat(put("/a").status()).isEqualTo(201);
    }

    @Test
    void anotherProcess_armsShowsAndClears() throws IOException {
        String[] admin = guarded.trial().asAdmin();
        String fault = "{\"kind\":\"status\",\"status\":500,\"path\":\"/b.*\",\"nth\":2,\"times\":3}";

        Http.Answer armed = Http.postJson(guarded.url(), "/-/faults", fault, admin);

        assertThat(armed.status()).isEqualTo(200);
        assertThat(armed.body()).contains("\"nth\":2", "\"times\":3", "\"kind\":\"status\"", "\"held\":0");
        assertThat(put("/b1").status()).isEqualTo(201);
        assertThat(put("/b2").status()).isEqualTo(500);
        assertThat(Http.delete(guarded.url(), "/-/faults", admin).status()).isEqualTo(204);
        assertThat(put("/b3").status()).isEqualTo(201);
    }

    @Test
    void nonsense_isRefused() throws IOException {
        for (String json : new String[] {
            "{}",
            "{\"kind\":\"explode\"}",
            "{\"kind\":\"status\"}",
            "{\"kind\":\"redirect\"}",
            "{\"kind\":\"hold\",\"nth\":0}",
            "{\"kind\":\"hold\",\"path\":\"(\"}",
            "{\"kind\":\"hold\",\"nht\":1}"
        }) {
            assertThat(Http.postJson(
                                    guarded.url(),
                                    "/-/faults",
                                    json,
                                    guarded.trial().asAdmin())
                            .status())
                    .as(json)
                    .isEqualTo(400);
        }
    }

    @Test
    void withoutTheAdminToken_nothingCanBeArmedOrReplayed() throws IOException {
        put("/a");
        for (String path : new String[] {"/-/faults", "/-/replay"}) {
            assertThat(Http.postJson(guarded.url(), path, "{}").status()).isEqualTo(401);
            assertThat(Http.postJson(guarded.url(), path, "{}", bearer(token)).status())
                    .isEqualTo(401);
        }
    }

    @Test
    void replay_showsThatTheVeryTokenIsDead() throws IOException {
        put("/a");
        assertThat(replay("{}")).isEqualTo(Map.of("status", 204L, "path", "/a", "fingerprint", Fingerprint.of(token)));
        assertThat(Http.get(guarded.url(), "/a").body()).isEqualTo("one");

        guarded.trial().revoke("any", token);

        assertThat(replay("{}")).containsEntry("status", 401L);
        assertThat(guarded.repository().replayLast()).isEqualTo(401);
    }

    @Test
    void replay_canBeOfAnEarlierToken() throws IOException {
        put("/a");
        String later = guarded.trial().token("repo:write");
        guarded.put("/b", "one", bearer(later));
        guarded.trial().revoke("any", token);

        assertThat(replay("{\"fingerprint\":\"" + Fingerprint.of(token) + "\"}"))
                .containsEntry("status", 401L)
                .containsEntry("path", "/a");
        assertThat(replay("{}")).containsEntry("status", 204L).containsEntry("path", "/b");
    }

    @Test
    void replayOfNothing_isNotFound() throws IOException {
        guarded.put("/a", "one", bearer("unknown"));

        assertThat(Http.postJson(
                                guarded.url(),
                                "/-/replay",
                                "{}",
                                guarded.trial().asAdmin())
                        .status())
                .isEqualTo(404);
        assertThatIOException().isThrownBy(() -> guarded.repository().replayLast());
    }

    private Http.Answer put(String path) throws IOException {
        return guarded.put(path, "one", bearer(token));
    }

    private int statusOfPut(String path) {
        try {
            return put(path).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> replay(String json) throws IOException {
        return Http.postJson(guarded.url(), "/-/replay", json, guarded.trial().asAdmin())
                .json();
    }

    private void sendAllAndGo(String body) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), guarded.url().getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /held HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            guarded.awaitLast(RepositoryEvent.What.HELD, 0);
        }
    }
}
