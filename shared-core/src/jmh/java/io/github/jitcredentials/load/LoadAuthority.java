package io.github.jitcredentials.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OAuth 2.0 authority in a process of its own that believes everybody, answers late on purpose, and counts what is alive. The
 * wait occupies no thread, so that a thousand callers wait at once.
 */
public final class LoadAuthority {
    private static final String TOKEN = "load-%08d-4d5fe1c2a7b94c0d8e6f3a1b2c9d7e5f";
    private static final Pattern SERIAL = Pattern.compile("(?:^|&)token=load-(\\d{8})-");

    private final ScheduledExecutorService late = Executors.newScheduledThreadPool(4);
    private final long delayMillis;
    private final BitSet alive = new BitSet();
    private int granted;

    private LoadAuthority(long delayMillis) {
        this.delayMillis = delayMillis;
    }

    /** Takes the delay in milliseconds; prints its URL, and ends when its standard input does. */
    public static void main(String[] args) throws IOException {
        // By default more than 200 idle connections are closed, which looks like a broken server to whoever has them open.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "4000");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 2000);
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        LoadAuthority authority = new LoadAuthority(Long.parseLong(args[0]));
        server.setExecutor(Executors.newFixedThreadPool(4));
        String metadata = """
                {"issuer":"URL","token_endpoint":"URL/token","revocation_endpoint":"URL/revoke",\
                "introspection_endpoint":"URL/introspect"}""".replace("URL", url);
        server.createContext(
                "/.well-known/oauth-authorization-server", exchange -> authority.late(exchange, body -> metadata));
        server.createContext("/token", exchange -> authority.late(exchange, body -> authority.token()));
        server.createContext("/revoke", exchange -> authority.late(exchange, authority::revoke));
        server.createContext("/introspect", exchange -> authority.late(exchange, authority::introspect));
        server.createContext("/grant", exchange -> answer(exchange, authority.grant(Integer.parseInt(body(exchange)))));
        server.createContext("/count", exchange -> answer(exchange, authority.count()));
        server.start();
        System.out.println(url);
        while (System.in.read() >= 0) {
            // Nothing is said; its end is what counts.
        }
        Runtime.getRuntime().halt(0);
    }

    /** The token that was granted as the nth, from 0. */
    static String token(int serial) {
        return String.format(TOKEN, serial);
    }

    private synchronized String token() {
        alive.set(granted);
        return "{\"access_token\":\"" + token(granted++) + "\",\"token_type\":\"Bearer\",\"expires_in\":86400,"
                + "\"issued_token_type\":\"urn:ietf:params:oauth:token-type:access_token\"}";
    }

    private synchronized String revoke(String body) {
        alive.clear(serial(body));
        return "{}";
    }

    private synchronized String introspect(String body) {
        return "{\"active\":" + alive.get(serial(body)) + "}";
    }

    private synchronized String grant(int many) {
        int first = granted;
        granted += many;
        alive.set(first, granted);
        return Integer.toString(first);
    }

    private synchronized String count() {
        return granted + " " + alive.cardinality();
    }

    private static int serial(String body) {
        Matcher found = SERIAL.matcher(URLDecoder.decode(body, StandardCharsets.UTF_8));
        return found.find() ? Integer.parseInt(found.group(1)) : Integer.MAX_VALUE;
    }

    private interface Work {
        String on(String body);
    }

    private void late(HttpExchange exchange, Work work) throws IOException {
        String body = body(exchange);
        late.schedule(
                () -> {
                    answer(exchange, work.on(body));
                    return body;
                },
                delayMillis,
                TimeUnit.MILLISECONDS);
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
