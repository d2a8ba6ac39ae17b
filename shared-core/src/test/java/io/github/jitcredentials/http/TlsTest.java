package io.github.jitcredentials.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.http.WebFailure.Kind;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static SSLServerSocket server;
    private static Path bundle;

    @BeforeAll
    static void serve() throws Exception {
        Path keys = folder.resolve("keys.p12");
        // The JDK makes certificates with this tool only.
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-validity",
                        "2",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD);
        }
        bundle = Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("server").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 5, StubServer.loopback());
        Thread thread = new Thread(TlsTest::answer, "tls-server");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Test
    void authorityInTheBundle_isTrusted() throws Exception {
        try (Web web = new Web(WebSettings.standard().withCaBundle(bundle), Clock.systemUTC())) {
            assertThat(web.send(Request.get(url("127.0.0.1"))).body()).isEqualTo("{}");
        }
    }

    @Test
    void authorityNotInTheJdk_isNotTrustedAndNothingIsSent() {
        try (Web web = new Web(WebSettings.standard(), Clock.systemUTC())) {
            WebFailure failure = catchThrowableOfType(WebFailure.class, () -> web.send(Request.get(url("127.0.0.1"))));

            assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
            assertThat(failure)
                    .hasMessageContaining("its certificate is not trusted")
                    .hasMessageContaining("CA bundle");
        }
    }

    @Test
    void certificateForAnotherHost_isRefusedAndNothingIsSent() {
        try (Web web = new Web(WebSettings.standard().withCaBundle(bundle), Clock.systemUTC())) {
            WebFailure failure = catchThrowableOfType(WebFailure.class, () -> web.send(Request.get(url("localhost"))));

            assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
            assertThat(failure).hasMessageContaining("is for another host");
        }
    }

    @Test
    void bundleThatIsNone_isMisconfigured() throws IOException {
        for (String text : new String[] {"", "hunter2"}) {
            Path file = Files.writeString(folder.resolve("broken.pem"), text);
            assertThatThrownBy(() -> new Web(WebSettings.standard().withCaBundle(file), Clock.systemUTC()))
                    .isInstanceOf(JitException.Misconfigured.class)
                    .hasMessageContaining("broken.pem");
        }
        assertThatThrownBy(
                        () -> new Web(WebSettings.standard().withCaBundle(folder.resolve("none")), Clock.systemUTC()))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    private static URI url(String host) {
        return URI.create("https://" + host + ":" + server.getLocalPort() + "/");
    }

    private static void answer() {
        while (!server.isClosed()) {
            try (Socket peer = server.accept()) {
                answer(peer);
            } catch (IOException e) {
                // A client that does not trust us hangs up; the next one may.
                assertThat(e).isNotNull();
            }
        }
    }

    private static void answer(Socket peer) throws IOException {
        InputStream in = peer.getInputStream();
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.append((char) c);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        peer.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
