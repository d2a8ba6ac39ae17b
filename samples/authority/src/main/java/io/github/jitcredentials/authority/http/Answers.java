package io.github.jitcredentials.authority.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Writes answers to the wire, well or badly. */
final class Answers {
    private static final int OVERSIZE = 8 * 1024 * 1024;
    private static final int DRAINED = 64 * 1024 * 1024;
    private static final int CHUNK = 16 * 1024;

    private Answers() {}

    static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
        Path file = reply.path().orElse(null);
        long length = file == null ? reply.bytes().length : Files.size(file);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
        if (length == 0) {
            return;
        }
        OutputStream out = exchange.getResponseBody();
        if (file == null) {
            out.write(reply.bytes());
        } else {
            Files.copy(file, out);
        }
        out.flush();
        drain(exchange.getRequestBody());
    }

    /**
     * Reads and forgets what a client still sends although it has its answer. Closing the connection on it would make
     * many clients report a broken pipe instead of the 401 that waits for them.
     */
    private static void drain(InputStream body) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int left = DRAINED;
        int read = body.read(chunk);
        while (read >= 0 && left > 0) {
            left -= read;
            read = body.read(chunk);
        }
    }

    /** Turns a good answer into the bad one that a fault asks for. */
    static Reply spoilt(Fault fault, Faults faults, HttpExchange exchange, Reply good)
            throws ConnectionDroppedException, IOException {
        switch (fault.kind()) {
            case STATUS -> {
                Reply error = Reply.json(fault.status(), Map.of("error", "temporarily_unavailable"));
                return fault.retryAfter() == null
                        ? error
                        : error.with("Retry-After", Long.toString(fault.retryAfter().toSeconds()));
            }
            case REDIRECT -> {
                return Reply.text(fault.status(), "elsewhere").with("Location", String.valueOf(fault.location()));
            }
            case DELAY -> {
                if (fault.delay() != null) {
                    faults.delay(fault.delay());
                }
                return good;
            }
            case WRONG_JSON -> {
                return Reply.empty(200).with("Content-Type", "application/json").body("<html>not JSON</html>");
            }
            case OVERSIZE -> {
                char[] filling = new char[OVERSIZE];
                Arrays.fill(filling, 'x');
                return Reply.json(200, Map.of("filling", new String(filling)));
            }
            case TRUNCATE -> {
                truncate(exchange, good);
                throw new ConnectionDroppedException("half an answer was sent");
            }
            case HANG -> {
                faults.awaitCleared();
                throw new ConnectionDroppedException("no answer was sent");
            }
            case DROP -> throw new ConnectionDroppedException("no answer was sent");
        }
        throw new IllegalStateException("no such fault: " + fault.kind());
    }

    private static void truncate(HttpExchange exchange, Reply good) throws IOException {
        byte[] whole = good.bytes().length == 0
                ? "{\"error\":\"server_error\"}".getBytes(StandardCharsets.UTF_8)
                : good.bytes();
        good.headers().forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
        exchange.sendResponseHeaders(good.status(), whole.length);
        OutputStream out = exchange.getResponseBody();
        out.write(whole, 0, whole.length / 2);
        out.flush();
    }
}
