package io.github.jitcredentials.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/** An https server on 127.0.0.1 whose certificate nobody vouches for but itself; it answers everything with {@code {}}, or as
 * whoever is behind it. */
public final class StrangersServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLServerSocket server;
    private final Path bundle;
    private final AtomicInteger heard = new AtomicInteger();
    private volatile @Nullable URI behind;

    /** @param folder for its keys */
    public StrangersServer(Path folder) throws Exception {
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
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool failed");
        }
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
        Thread thread = new Thread(this::answer, "tls-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** By one of this machine's names. */
    public URI url(String host) {
        return URI.create("https://" + host + ":" + server.getLocalPort() + "/");
    }

    /** Hands on to a server that speaks plain HTTP what comes from now on, and its answers back. */
    public void standBefore(URI server) {
        behind = server;
    }

    /** A PEM file with its certificate. */
    public Path bundle() {
        return bundle;
    }

    /** How many requests it could read. */
    public int heard() {
        return heard.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void answer() {
        while (!server.isClosed()) {
            answerOne();
        }
    }

    private void answerOne() {
        try {
            Socket peer = server.accept();
            URI plain = behind;
            if (plain == null) {
                try (peer) {
                    answer(peer);
                }
                return;
            }
            Thread thread = new Thread(() -> handOn(peer, plain), "tls-connection");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            // A client that does not trust us hangs up; the next one may.
            return;
        }
    }

    private void handOn(Socket peer, URI plain) {
        try (peer;
                Socket server = new Socket(plain.getHost(), plain.getPort())) {
            Thread back = new Thread(() -> copy(server, peer), "tls-answers");
            back.setDaemon(true);
            back.start();
            copy(peer, server);
        } catch (IOException e) {
            return;
        }
    }

    private void copy(Socket from, Socket to) {
        try {
            byte[] block = new byte[8192];
            InputStream in = from.getInputStream();
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                heard.incrementAndGet();
                to.getOutputStream().write(block, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException e) {
            return;
        }
    }

    private void answer(Socket peer) throws IOException {
        InputStream in = peer.getInputStream();
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.append((char) c);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        heard.incrementAndGet();
        peer.getOutputStream()
                .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
