package io.github.jitcredentials.torture;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What becomes of one request that comes to a {@link Cut}. */
interface Spoil {
    /** The authority, for this request. */
    interface Work {
        /** Has it done, once, and says what the authority answered. */
        Passed pass() throws IOException;
    }

    /** An answer of the authority's. */
    record Passed(int status, String body) {}

    /** Leaves the request unanswered by returning: then the connection is cut. */
    void answer(HttpExchange exchange, Work work) throws IOException;

    /** Cut before the authority hears of it. */
    static Spoil cutBefore() {
        return (exchange, work) -> {};
    }

    /** The work is done, and nobody is told. */
    static Spoil cutAfter() {
        return (exchange, work) -> work.pass();
    }

    static Spoil status(int status, String retryAfter) {
        return (exchange, work) -> {
            if (!retryAfter.isEmpty()) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            send(exchange, status, "{\"error\":\"server_error\"}");
        };
    }

    /** The work is done, and something in between says that it failed. */
    static Spoil statusAfter(int status) {
        return (exchange, work) -> {
            work.pass();
            send(exchange, status, "<html>Bad Gateway</html>");
        };
    }

    /** The work is done, and the answer is cut in the middle. */
    static Spoil half() {
        return (exchange, work) -> {
            Passed answer = work.pass();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
        };
    }

    static Spoil wrongJson() {
        return (exchange, work) -> {
            work.pass();
            send(exchange, 200, "{\"access_token\":");
        };
    }

    static Spoil oversize() {
        return (exchange, work) -> {
            work.pass();
            byte[] spaces = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 128; i++) {
                exchange.getResponseBody().write(spaces);
            }
        };
    }

    static Spoil redirect(URI elsewhere) {
        return (exchange, work) -> {
            exchange.getResponseHeaders().set("Location", elsewhere.toString());
            exchange.sendResponseHeaders(307, -1);
        };
    }

    /** No answer for as long as this takes; the authority is asked before. */
    static Spoil hangAfter(CountDownLatch end) {
        return (exchange, work) -> {
            work.pass();
            await(end);
        };
    }

    /** No answer for as long as this takes; the authority never hears of it. */
    static Spoil hangBefore(CountDownLatch end) {
        return (exchange, work) -> await(end);
    }

    static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
