package io.github.jitcredentials.torture;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority that shows a certificate which nobody vouches for. */
final class UnknownCa implements Scenario {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Duration BOUND = Duration.ofSeconds(31);

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Place place = ground.place("unknown-ca");
        HttpsServer server = HttpsServer.create(Loopback.free(1), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(selfSigned(place.root().resolve("key.p12"))));
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.close();
        });
        server.start();
        try {
            place.door(Door.TOKEN, "https://127.0.0.1:" + server.getAddress().getPort() + "/token");
            HostProcess host = place.permitted();
            long start = System.nanoTime();
            host.tell("open 1");
            String told = host.line("FAILED open Unavailable");
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            host.tell("close");
            host.line("CLOSED");
            if (requests.get() != 0) {
                throw new AssertionError(requests + " requests reached somebody whom nobody vouches for");
            }
            if (!told.contains("certificate") || took.compareTo(BOUND) > 0) {
                throw new AssertionError(Spans.text(took) + ": " + told);
            }
            place.reckon();
            return List.of(new Row(
                    "TLS with a certificate that nobody vouches for",
                    1,
                    Spans.text(took),
                    "told within 31s; 0 requests, nothing granted",
                    0));
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext selfSigned(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "nobody",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new AssertionError("keytool: "
                    + new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
