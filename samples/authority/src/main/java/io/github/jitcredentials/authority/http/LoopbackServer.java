package io.github.jitcredentials.authority.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP/1.1 server that can be reached from this machine only.
 *
 * <p>Loopback is not private: a page in a browser may let its own host name resolve to 127.0.0.1. So the {@code Host}
 * header has to name this server, or the request is answered with 421.
 */
public final class LoopbackServer implements AutoCloseable {
    static {
        // Without it each answer waits some 40 ms for a delayed ACK. The server reads it once, before its first use.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final HttpServer server;
    private final ExecutorService threads;
    private final URI url;
    private final Set<String> hosts;
    private final Faults faults = new Faults();
    private volatile Map<String, Route> routes = Map.of();
    private volatile Route otherwise = request -> {
        throw RefusedException.of(404, "not_found", "nothing is served here");
    };

    private LoopbackServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
        int port = server.getAddress().getPort();
        this.url = URI.create("http://127.0.0.1:" + port);
        this.hosts = Set.of("127.0.0.1", "127.0.0.1:" + port, "localhost", "localhost:" + port);
    }

    /**
     * Binds 127.0.0.1; nothing is served until {@link #serve}.
     *
     * @param port the port, or 0 for a free one
     * @throws IOException if the port is taken
     */
    public static LoopbackServer bind(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
        String name = "loopback-" + COUNT.incrementAndGet() + "-";
        AtomicInteger thread = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread made = new Thread(work, name + thread.incrementAndGet());
            made.setDaemon(true);
            return made;
        });
        server.setExecutor(threads);
        return new LoopbackServer(server, threads);
    }

    /**
     * Starts to answer.
     *
     * @param byPath routes by exact path
     * @param others what answers for each other path
     */
    public void serve(Map<String, Route> byPath, Route others) {
        routes = Map.copyOf(byPath);
        otherwise = others;
        server.createContext("/", this::handle);
        server.start();
    }

    /** Starts to answer; each path without a route is 404. */
    public void serve(Map<String, Route> byPath) {
        serve(byPath, otherwise);
    }

    /** {@code http://127.0.0.1:PORT}, without a slash at its end. */
    public URI url() {
        return url;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public Faults faults() {
        return faults;
    }

    /** Closes the port and all connections at once; who waits in a fault is interrupted. May be called again. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        Request request = new Request(exchange);
        try (exchange) {
            Answers.send(exchange, answerWithFaults(exchange, request));
        } catch (ConnectionDroppedException | IOException e) {
            // Nobody is left to tell. Closing an exchange that was not answered closes its connection.
            exchange.close();
        }
    }

    private Reply answerWithFaults(HttpExchange exchange, Request request)
            throws ConnectionDroppedException, IOException {
        List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.get(0).toLowerCase(Locale.ROOT))) {
            return RefusedException.of(421, "invalid_request", "the Host header does not name this server")
                    .reply();
        }
        Faults.Taken taken = request.rawPath().endsWith("/faults")
                ? null // else nobody could clear a fault that is armed for each path
                : faults.take(request.rawPath()).orElse(null);
        if (taken == null) {
            return answer(request);
        }
        if (taken.fault().afterWork()) {
            return Answers.spoilt(taken, exchange, answer(request));
        }
        if (taken.fault().kind() == Fault.Kind.DELAY) {
            taken.delay();
            return answer(request);
        }
        return Answers.spoilt(taken, exchange, Reply.empty(200));
    }

    private Reply answer(Request request) throws ConnectionDroppedException {
        try {
            return routes.getOrDefault(request.rawPath(), otherwise).answer(request);
        } catch (RefusedException e) {
            return e.reply();
        } catch (IOException | RuntimeException e) {
            // Its message may quote what was sent, so only the kind is told.
            return RefusedException.of(500, "server_error", e.getClass().getSimpleName())
                    .reply();
        }
    }
}
