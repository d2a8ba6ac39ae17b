package io.github.jitcredentials.authority.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        if (file == null) {
            byte[] body = reply.bytes();
            send(exchange, reply.status(), body.length, new ByteArrayInputStream(body));
            return;
        }
        // Size and bytes of the same file, even if another one takes its place meanwhile.
        try (FileChannel opened = FileChannel.open(file, StandardOpenOption.READ)) {
            send(exchange, reply.status(), opened.size(), Channels.newInputStream(opened));
        }
    }

    private static void send(HttpExchange exchange, int status, long length, InputStream body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
        }
        if (head || length == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, length);
        OutputStream out = exchange.getResponseBody();
        body.transferTo(out);
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
    static Reply spoilt(Faults.Taken taken, HttpExchange exchange, Reply good)
            throws ConnectionDroppedException, IOException {
        Fault fault = taken.fault();
        switch (fault.kind()) {
            case STATUS -> {
                Reply error = Reply.json(fault.status(), Map.of("error", "temporarily_unavailable"));
                return fault.retryAfter() == null
                        ? error
                        : error.with(
                                "Retry-After", Long.toString(fault.retryAfter().toSeconds()));
            }
            case REDIRECT -> {
                return Reply.text(fault.status(), "elsewhere").with("Location", String.valueOf(fault.location()));
            }
            case DELAY -> {
                taken.delay();
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
                taken.hang();
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
