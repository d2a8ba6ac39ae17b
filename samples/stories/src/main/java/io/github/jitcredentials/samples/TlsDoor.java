package io.github.jitcredentials.samples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a GitHub Enterprise Server is to a job: the release and the job's identity, behind a certificate of an authority that nobody
 * knows but from a bundle of certificates.
 */
final class TlsDoor implements AutoCloseable {
    private static final Path SYSTEM_BUNDLE = Path.of("/etc/ssl/certs/ca-certificates.crt");

    private final HttpsServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI behind;
    private final Path asset;
    private final Path bundle;
    private final AtomicInteger handedOn = new AtomicInteger();

    /**
     * @param place for its certificate
     * @param behind what it hands questions on to
     * @param asset what it answers to whoever asks for an archive
     */
    TlsDoor(Path place, URI behind, Path asset) {
        this.behind = behind;
        this.asset = asset;
        String password = UUID.randomUUID().toString();
        Path store = place.resolve("door.p12");
        keytool(
                place,
                password,
                ("-genkeypair -alias door -keyalg EC -validity 2 -dname CN=trial -ext bc=ca:true"
                                + " -ext san=dns:localhost,dns:github.com -keystore " + store)
                        .split(" "));
        keytool(
                place,
                password,
                ("-exportcert -rfc -alias door -keystore " + store + " -file " + place.resolve("door.pem")).split(" "));
        try {
            String known = Files.isReadable(SYSTEM_BUNDLE) ? Files.readString(SYSTEM_BUNDLE) : "";
            bundle = Files.writeString(
                    place.resolve("ca-certificates.crt"), known + Files.readString(place.resolve("door.pem")));
            server = HttpsServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(store, password.toCharArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** The system's certificates and its own. */
    Path bundle() {
        return bundle;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "https://localhost:" + port();
    }

    /** How many questions it has handed on. */
    int handedOn() {
        return handedOn.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI asked = exchange.getRequestURI();
            if (asked.getPath().endsWith(".tar.gz")) {
                exchange.sendResponseHeaders(200, Files.size(asset));
                Files.copy(asset, exchange.getResponseBody());
                return;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(behind.resolve(asked));
            String who = exchange.getRequestHeaders().getFirst("Authorization");
            if (who != null) {
                request.header("Authorization", who);
            }
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                    .set("Content-Type", type));
            handedOn.incrementAndGet();
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SSLContext context(Path store, char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path place, String password, String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        command[command.length - 2] = "-storepass:env";
        command[command.length - 1] = "JIT_STORE";
        Command.Result result = Command.result(place, Map.of("JIT_STORE", password), command);
        if (result.exit() != 0) {
            throw new StoryFailedException("keytool: " + result.said());
        }
    }
}
