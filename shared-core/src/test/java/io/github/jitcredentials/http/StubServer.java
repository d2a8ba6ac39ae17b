package io.github.jitcredentials.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An HTTP server on a bare socket, so that it can also misbehave below HTTP. What it answers is scripted by path; what it
 * was asked is recorded. Loopback only.
 */
public final class StubServer implements AutoCloseable {
    /** What came in. Header names are lower case. */
    public record Seen(String method, String path, Map<String, String> headers, String body) {
        /** The form's fields, decoded, in the order they were sent; a field given twice is a defect. */
        public Map<String, String> form() {
            Map<String, String> fields = new TreeMap<>();
            for (String part : body.split("&", -1)) {
                String[] pair = part.split("=", 2);
                String before = fields.put(decode(pair[0]), decode(pair[1]));
                if (before != null) {
                    throw new AssertionError("field " + pair[0] + " was sent twice");
                }
            }
            return fields;
        }

        private static String decode(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
    }

    /** How one request is answered. Returns whether the connection may be used again. */
    @FunctionalInterface
    public interface Reply {
        boolean to(Seen seen, Socket peer, StubServer server) throws IOException;

        static Reply of(int status, String type, String body, String... headers) {
            StringBuilder text =
                    new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + type + "\r\n");
            for (String header : headers) {
                text.append(header).append("\r\n");
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            text.append("Content-Length: ")
                    .append(bytes.length)
                    .append("\r\n\r\n")
                    .append(body);
            return raw(text.toString(), true);
        }

        static Reply json(int status, String body, String... headers) {
            return of(status, "application/json", body, headers);
        }

        /** These bytes, then the connection is kept or closed. */
        static Reply raw(String text, boolean keep) {
            return (seen, peer, server) -> {
                peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                return keep;
            };
        }

        /** Nothing, until the server closes. */
        static Reply hang() {
            return (seen, peer, server) -> {
                server.awaitClose();
                return false;
            };
        }

        static Reply close() {
            return (seen, peer, server) -> false;
        }

        /** A TCP reset. */
        static Reply reset() {
            return (seen, peer, server) -> {
                peer.setSoLinger(true, 0);
                return false;
            };
        }

        /** One endless body, until the other end has had enough. */
        static Reply endless() {
            return (seen, peer, server) -> {
                OutputStream out = peer.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                byte[] block = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
                while (true) {
                    out.write(block);
                }
            };
        }

        /** One byte now and then, each in time for a socket's time-out: only an overall deadline ends this. */
        static Reply drip(long everyMillis) {
            return (seen, peer, server) -> {
                OutputStream out = peer.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (!server.closedWithin(everyMillis)) {
                    out.write('x');
                }
                return false;
            };
        }
    }

    private final ServerSocket socket;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Reply>> script = new ConcurrentHashMap<>();
    private final Map<String, Reply> always = new ConcurrentHashMap<>();
    private volatile Reply otherwise = Reply.of(404, "text/plain", "no such page");
    private final Set<Socket> peers = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    public StubServer() {
        this("127.0.0.1");
    }

    public StubServer(String address) {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getAllByName(address)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    public URI uri(String path) {
        return URI.create("http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort() + path);
    }

    /** The next request of this path is answered so; after that, the next scripted reply, or the lasting one. */
    public StubServer next(String path, Reply reply) {
        script.computeIfAbsent(path, p -> new ArrayDeque<>()).add(reply);
        return this;
    }

    /** Every request of this path that has no scripted reply is answered so. */
    public StubServer always(String path, Reply reply) {
        always.put(path, reply);
        return this;
    }

    /** The same, made from what was asked. */
    public StubServer answering(String path, Function<Seen, Reply> reply) {
        return always(path, (asked, peer, server) -> reply.apply(asked).to(asked, peer, server));
    }

    /** Every request for which nothing else is said is answered so. */
    public StubServer otherwise(Function<Seen, Reply> reply) {
        otherwise = (asked, peer, server) -> reply.apply(asked).to(asked, peer, server);
        return this;
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public List<Seen> seen(String path) {
        return seen.stream().filter(s -> s.path().equals(path)).toList();
    }

    /** How many connections are open now. */
    public int connections() {
        return peers.size();
    }

    @Override
    public void close() {
        closed.countDown();
        quietly(socket);
        peers.forEach(StubServer::quietly);
    }

    private void awaitClose() {
        closedWithin(60_000);
    }

    private boolean closedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket peer = socket.accept();
                peer.setTcpNoDelay(true);
                peers.add(peer);
                start(() -> serve(peer));
            }
        } catch (IOException e) {
            return;
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            boolean keep = true;
            while (keep) {
                Seen request = read(peer.getInputStream());
                if (request == null) {
                    return;
                }
                seen.add(request);
                keep = reply(request.path()).to(request, peer, this);
            }
        } catch (IOException e) {
            // The client went away, which some tests want.
            return;
        } finally {
            peers.remove(peer);
        }
    }

    private Reply reply(String path) {
        Deque<Reply> queue = script.get(path);
        Reply reply = queue == null ? null : queue.poll();
        return reply != null ? reply : always.getOrDefault(path, otherwise);
    }

    private static Seen read(InputStream in) throws IOException {
        String head = line(in);
        if (head == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not HTTP");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String[] words = head.split(" ", 3);
        return new Seen(words[0], words[1], headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                out.write(c);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "stub-server");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
