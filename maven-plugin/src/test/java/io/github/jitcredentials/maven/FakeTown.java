package io.github.jitcredentials.maven;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.function.BiFunction;

/** A token service and a repository in one, on loopback, that remembers everything it was asked. */
final class FakeTown implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** @param who what came as Authorization, as a word: live, dead, other or none */
    record Asked(String method, String path, String who, int status) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    final Set<String> live = ConcurrentHashMap.newKeySet();
    final Set<String> granted = ConcurrentHashMap.newKeySet();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final Map<String, String> files = new ConcurrentHashMap<>();
    /** Answers before anybody else: a status, or a location to redirect to as {@code 307 URL}; null to pass. */
    volatile BiFunction<String, String, String> fault = (method, path) -> null;

    FakeTown(String host) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort() + "/";
    }

    List<Asked> puts() {
        return asked.stream().filter(a -> a.method().equals("PUT")).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            String who = who(exchange.getRequestHeaders().getFirst("Authorization"));
            String answer = fault.apply(method, path);
            int status;
            byte[] out = new byte[0];
            if (answer != null) {
                status = Integer.parseInt(answer.split(" ")[0]);
                if (answer.contains(" ")) {
                    exchange.getResponseHeaders().set("Location", answer.split(" ")[1] + path.substring(1));
                }
            } else if (path.equals("/mint")) {
                String token = UUID.randomUUID().toString();
                granted.add(token);
                live.add(token);
                out = token.getBytes(StandardCharsets.UTF_8);
                status = 200;
            } else if (path.equals("/revoke")) {
                live.remove(new String(body, StandardCharsets.UTF_8));
                status = 200;
            } else if (method.equals("PUT")) {
                status = who.equals("live") ? 201 : 401;
                if (status == 201) {
                    files.put(path, new String(body, StandardCharsets.ISO_8859_1));
                } else {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"repo\"");
                }
            } else {
                status = files.containsKey(path) ? 200 : 404;
                out = files.getOrDefault(path, "").getBytes(StandardCharsets.ISO_8859_1);
            }
            asked.add(new Asked(method, path, who, status));
            exchange.sendResponseHeaders(status, method.equals("HEAD") || out.length == 0 ? -1 : out.length);
            exchange.getResponseBody().write(out);
        }
    }

    private String who(String authorization) {
        if (authorization == null) {
            return "none";
        }
        String token = authorization.startsWith("Basic ")
                ? new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8)
                        .replaceFirst("^[^:]*:", "")
                : authorization.replaceFirst("^Bearer ", "");
        return live.contains(token) ? "live" : granted.contains(token) ? "dead" : "other";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
