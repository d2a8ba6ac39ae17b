package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {
    private Trial trial;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        trial = Trial.in(directory);
    }

    @AfterEach
    void stop() {
        trial.close();
    }

    @Test
    void metadata_namesTheEndPoints() throws IOException {
        Http.Answer answer = Http.get(trial.url(), "/.well-known/oauth-authorization-server");

        String url = trial.url().toString();
        assertThat(answer.json())
                .containsEntry("issuer", url)
                .containsEntry("token_endpoint", url + "/token")
                .containsEntry("revocation_endpoint", url + "/revoke")
                .containsEntry("introspection_endpoint", url + "/introspect")
                .containsEntry("scopes_supported", List.of("repo:read", "repo:write"))
                .containsEntry("grant_types_supported", List.of(Trial.EXCHANGE, "client_credentials"))
                .containsEntry("token_endpoint_auth_methods_supported", List.of("none", "private_key_jwt"));
    }

    @Test
    void otherHostHeader_isMisdirected() throws IOException {
        for (String host : List.of(
                "evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.2:" + trial.url().getPort(),
                "localhost:1",
                "127.0.0.1:" + trial.url().getPort() + "\r\nHost: evil.example")) {
            assertThat(getAs(host)).startsWith("HTTP/1.1 421 ");
        }
        assertThat(Http.raw(trial.url(), "GET /health HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 421 ");
    }

    @Test
    void loopbacksOwnNames_areServed() throws IOException {
        int port = trial.url().getPort();
        for (String host : List.of("127.0.0.1", "localhost", "127.0.0.1:" + port, "LOCALHOST:" + port)) {
            assertThat(getAs(host)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void otherLoopbackAddress_isNotBound() {
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                                trial.url().getPort()),
                        2_000);
            }
        });
    }

    @Test
    void bodyOverTheCap_isRefused() throws IOException {
        assertThat(Http.postRaw(trial.url(), "/token", "purpose=" + "x".repeat(64 * 1024))
                        .status())
                .isEqualTo(413);
    }

    @Test
    void otherContentType_isRefused() throws IOException {
        Http.Answer answer = Http.postJson(trial.url(), "/token", "{}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_description")).contains("x-www-form-urlencoded");
    }

    @Test
    void otherMethod_isRefused() throws IOException {
        for (String path : List.of("/token", "/revoke", "/introspect")) {
            Http.Answer answer = Http.get(trial.url(), path);
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).isEqualTo("POST");
        }
        assertThat(Http.delete(trial.url(), "/health").status()).isEqualTo(405);
    }

    @Test
    void parametersInTheUrl_areRefused() throws IOException {
        assertThat(Http.post(trial.url(), "/introspect?token=x", Trial.form("token", "x"), trial.asAdmin())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void parameterTwice_isRefused() throws IOException {
        Http.Answer answer = Http.postRaw(trial.url(), "/token", "grant_type=a&grant_type=b");

        assertThat(answer.text("error_description")).contains("grant_type was sent more than once");
    }

    @Test
    void unknownPath_isNotFound() throws IOException {
        assertThat(Http.get(trial.url(), "/admin").status()).isEqualTo(404);
    }

    @Test
    void files_areForTheirOwnerOnly_andGoneAfterwards(@TempDir Path directory) throws IOException {
        Path state = directory.resolve("state");
        Path ci = directory.resolve("ci");
        List<Path> files;
        try (TrialAuthority authority =
                TrialAuthority.start(AuthoritySettings.trial(ci).withState(state))) {
            files = List.of(
                    authority.adminTokenFile(),
                    authority.ci().orElseThrow().idTokenFile(),
                    authority.ci().orElseThrow().requestTokenFile());
            for (Path file : files) {
                assertThat(mode(file)).isEqualTo("rw-------");
            }
            assertThat(mode(state)).isEqualTo("rwx------");
            assertThat(mode(ci)).isEqualTo("rwx------");
        }
        assertThat(files).noneMatch(Files::exists);
    }

    @Test
    void directoryOthersMayWriteTo_isRefused(@TempDir Path directory) throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatIOException()
                .isThrownBy(() -> TrialAuthority.start(
                        AuthoritySettings.trial(directory.resolve("ci")).withState(open)))
                .withMessageContaining("others may write here");
    }

    @Test
    void eachRun_hasItsOwnAdminTokenAndKeys(@TempDir Path directory) throws IOException {
        try (Trial other = Trial.in(directory)) {
            assertThat(other.adminToken()).isNotEqualTo(trial.adminToken());
            assertThat(Http.get(other.url(), "/jwks").body())
                    .isNotEqualTo(Http.get(trial.url(), "/jwks").body());
            String foreign = trial.ci().idToken(other.url().toString());
            assertThat(other.exchange("subject_token", foreign).status()).isEqualTo(400);
        }
    }

    @Test
    void closedTwice_isFine_andThePortIsFree() throws IOException {
        URI url = trial.url();
        trial.close();
        trial.close();

        assertThatIOException().isThrownBy(() -> Http.get(url, "/health"));
    }

    private String getAs(String host) throws IOException {
        return Http.raw(trial.url(), "GET /health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
