package io.github.jitcredentials.maven;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A repository that lets everybody in, unless it is told whom, and remembers what each request carried. */
final class Witness implements AutoCloseable {
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * A request.
     *
     * @param authorization what came as Authorization, or null
     * @param trace what came as X-Trace, or null
     */
    record Seen(
            String method,
            String path,
            @Nullable String authorization,
            @Nullable String trace,
            int status) {
        boolean carriesNothing() {
            return authorization == null;
        }
    }

    /** Where a request is sent on to. */
    record Redirect(int status, URI to) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private volatile Function<String, Optional<Redirect>> redirects = method -> Optional.empty();
    private volatile Runnable onUpload = () -> {};
    private volatile @Nullable Predicate<String> admitted;

    private Witness(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static Witness at(String address) throws IOException {
        return new Witness(address);
    }

    /** Its root, without a slash at the end. */
    String url() {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    void forget() {
        seen.clear();
    }

    /** Sends the requests of one method elsewhere, to the same path. */
    void redirect(String method, int status, Witness to) {
        redirects = m -> m.equals(method) ? Optional.of(new Redirect(status, URI.create(to.url()))) : Optional.empty();
    }

    /** Serves a file that nobody uploaded, and its checksum, which Maven 4 insists on. */
    void hold(String path, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        files.put(path, content);
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest(content);
            files.put(path + ".sha1", HexFormat.of().formatHex(sum).getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Done while an upload waits for its answer. */
    void whileUploading(Runnable action) {
        onUpload = action;
    }

    /** Lets in only who sends such a password along (RFC 7617), whatever the user's name is. */
    void admit(Predicate<String> passwords) {
        admitted = passwords;
    }

    private boolean isAdmitted(@Nullable String authorization) {
        Predicate<String> passwords = admitted;
        if (passwords == null) {
            return true;
        }
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return false;
        }
        String login = new String(
                Base64.getDecoder().decode(authorization.substring("Basic ".length())), StandardCharsets.UTF_8);
        return passwords.test(login.substring(login.indexOf(':') + 1));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = new byte[0];
            int status;
            Optional<Redirect> redirect = redirects.apply(method);
            if (redirect.isPresent()) {
                exchange.getResponseHeaders().set("Location", redirect.get().to() + path);
                status = redirect.get().status();
            } else if (!isAdmitted(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"packages\"");
                status = 401;
            } else if (method.equals("PUT")) {
                onUpload.run();
                files.put(path, body);
                status = 201;
            } else {
                answer = files.getOrDefault(path, answer);
                status = files.containsKey(path) ? 200 : 404;
            }
            seen.add(new Seen(
                    method,
                    path,
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("X-Trace"),
                    status));
            exchange.sendResponseHeaders(status, method.equals("HEAD") || answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
