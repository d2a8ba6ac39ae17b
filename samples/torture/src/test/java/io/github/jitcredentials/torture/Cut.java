package io.github.jitcredentials.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.torture.Spoil.Passed;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a host and the authority, and cuts where it is told to. As everything passes here, it also knows every secret
 * that was ever sent or granted, and tells a canary. Thread safe.
 */
final class Cut implements AutoCloseable {
    static {
        // Else each answer waits some 40 ms for a delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Set<String> SECRET_FIELDS = Set.of("subject_token", "client_assertion", "token");

    private final String authority;
    private final LeakCanary canary;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Door, Deque<Spoil>> spoils = new EnumMap<>(Door.class);
    private final Map<Door, AtomicInteger> counts = new EnumMap<>(Door.class);

    Cut(String authority, LeakCanary canary) throws IOException {
        this.authority = authority;
        this.canary = canary;
        server = HttpServer.create(Loopback.free(1), 0);
        server.setExecutor(threads);
        for (Door door : Door.values()) {
            spoils.put(door, new ArrayDeque<>());
            counts.put(door, new AtomicInteger());
            server.createContext(door.path(), exchange -> handle(door, exchange));
        }
        server.start();
    }

    String url(Door door) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + door.path();
    }

    /** How many requests came to a door. */
    int count(Door door) {
        return counts.get(door).get();
    }

    /** The next request at this door fares so. */
    synchronized void spoil(Door door, Spoil spoil) {
        spoils.get(door).add(spoil);
    }

    /** Nothing is spoilt any more but what has begun. */
    synchronized void heal() {
        spoils.values().forEach(Deque::clear);
    }

    /** The next request at this door is held before the authority hears of it. */
    Hold holdBefore(Door door) {
        Hold hold = new Hold();
        spoil(door, (exchange, work) -> {
            if (hold.here()) {
                give(exchange, work.pass());
            }
        });
        return hold;
    }

    /** The next request at this door is done, and its answer is held. */
    Hold holdAfter(Door door) {
        Hold hold = new Hold();
        spoil(door, (exchange, work) -> {
            Passed answer = work.pass();
            if (hold.here()) {
                give(exchange, answer);
            }
        });
        return hold;
    }

    /** The next answer at this door is on its way, and nothing is held. */
    CompletableFuture<Void> notice(Door door) {
        CompletableFuture<Void> noticed = new CompletableFuture<>();
        spoil(door, (exchange, work) -> {
            give(exchange, work.pass());
            noticed.complete(null);
        });
        return noticed;
    }

    /** A request that waits in the middle. */
    static final class Hold {
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private final CompletableFuture<Boolean> goesOn = new CompletableFuture<>();

        void await() throws Exception {
            try {
                reached.get(60, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("the request that was to be held never came", e);
            }
        }

        /** Lets it go on. */
        void release() {
            goesOn.complete(true);
        }

        /** It goes no further, and its connection is closed. */
        void cut() {
            goesOn.complete(false);
        }

        private boolean here() throws IOException {
            reached.complete(null);
            try {
                return goesOn.get(120, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("the cut is closing", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("nobody let the request go", e);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(Door door, HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            secretsOf(new String(body, StandardCharsets.UTF_8));
            counts.get(door).incrementAndGet();
            Spoil spoil;
            synchronized (this) {
                spoil = spoils.get(door).poll();
            }
            Spoil chosen = spoil == null ? (passed, work) -> give(passed, work.pass()) : spoil;
            chosen.answer(exchange, () -> pass(door, exchange, body));
        } catch (IOException e) {
            // The one who asked was killed; or the authority is closing.
        }
    }

    private Passed pass(Door door, HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(authority + door.path())).POST(BodyPublishers.ofByteArray(body));
        for (String name : List.of("Authorization", "Content-Type", "X-Request-Id", "Accept")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
            answer.headers().firstValue("WWW-Authenticate").ifPresent(value -> exchange.getResponseHeaders()
                    .set("WWW-Authenticate", value));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (door == Door.TOKEN && answer.statusCode() == 200) {
                JsonNode token = new ObjectMapper().readTree(answer.body()).path("access_token");
                canary.watch(Secret.of(token.asText()));
            }
            return new Passed(answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the cut is closing", e);
        }
    }

    private void secretsOf(String form) {
        for (String field : form.split("&")) {
            String[] pair = field.split("=", 2);
            if (pair.length == 2 && SECRET_FIELDS.contains(pair[0]) && !pair[1].startsWith("nobody")) {
                canary.watch(Secret.of(URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
            }
        }
    }

    private static void give(HttpExchange exchange, Passed answer) throws IOException {
        Spoil.send(exchange, answer.status(), answer.body());
    }
}
