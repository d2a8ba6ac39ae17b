package io.github.jitcredentials.lease;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An authority over real HTTP for tests with real processes. {@code /issue}, {@code /revoke} and {@code /probe} take and give text. */
final class TrialServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger issued = new AtomicInteger();
    private final Set<String> alive = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> revokedAt = new ConcurrentHashMap<>();
    private final BlockingQueue<String> revocations = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();
    private volatile boolean refusing;

    private TrialServer(HttpServer server) {
        this.server = server;
    }

    static TrialServer start() throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        TrialServer trial =
                new TrialServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        trial.server.setExecutor(trial.threads);
        trial.server.createContext("/issue", exchange -> trial.answer(exchange, 200, trial.issue()));
        trial.server.createContext("/revoke", trial::revoke);
        trial.server.createContext(
                "/probe",
                exchange -> trial.answer(exchange, 200, trial.alive.contains(body(exchange)) ? "ALIVE" : "DEAD"));
        trial.server.start();
        return trial;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers 503 to every revocation from now on, or not any more. */
    void refuse(boolean whether) {
        refusing = whether;
    }

    int liveLeases() {
        return alive.size();
    }

    int granted() {
        return issued.get();
    }

    /** Waits for the next revocation. */
    String awaitRevocation(int seconds) throws InterruptedException {
        String token = revocations.poll(seconds, TimeUnit.SECONDS);
        if (token == null) {
            throw new AssertionError("nothing was revoked within " + seconds + "s");
        }
        return token;
    }

    /** Waits for the next revocation that was answered with 503. */
    void awaitRefusal(int seconds) throws InterruptedException {
        if (refusals.poll(seconds, TimeUnit.SECONDS) == null) {
            throw new AssertionError("nobody tried to revoke within " + seconds + "s");
        }
    }

    /** When a token died, by {@link System#nanoTime}. */
    long revokedAt(String token) {
        return revokedAt.get(token);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private String issue() {
        String token = LeaseTests.TOKEN + "-" + issued.incrementAndGet();
        alive.add(token);
        return token;
    }

    private void revoke(HttpExchange exchange) throws IOException {
        String token = body(exchange);
        if (refusing) {
            refusals.add(token);
            answer(exchange, 503, "not now");
            return;
        }
        if (alive.remove(token)) {
            revokedAt.put(token, System.nanoTime());
            revocations.add(token);
        }
        answer(exchange, 200, "");
    }

    private void answer(HttpExchange exchange, int status, String text) {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }
}
