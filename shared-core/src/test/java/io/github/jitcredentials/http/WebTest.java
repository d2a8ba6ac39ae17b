package io.github.jitcredentials.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.WebFailure.Kind;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Secret TOKEN = Secret.of("eyJhbGciOiJSUzI1NiJ9.c2VjcmV0LWNsYWltcw.c2lnbmF0dXJlLWJ5dGVz");

    private final StubServer server = new StubServer();
    private final Web web = web(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10));

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void form_isSentEncodedAndAnswerRead() throws Exception {
        server.next("/token", Reply.json(200, "{\"ok\":true}", "X-Thing: a", "X-Thing: b"));

        Answer answer = web.send(Request.form(server.uri("/token"))
                .header("X-Request-Id", "r1")
                .field("scope", "repo:write repo:read")
                .field("empty", "")
                .secretField("subject_token", TOKEN));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"ok\":true}");
        assertThat(answer.header("x-thing")).contains("a, b");
        var seen = server.seen().get(0);
        assertThat(seen.method()).isEqualTo("POST");
        assertThat(seen.headers())
                .containsEntry("content-type", "application/x-www-form-urlencoded")
                .containsEntry("x-request-id", "r1")
                .containsEntry("accept", "application/json")
                .containsEntry("user-agent", "jit-credentials")
                .doesNotContainKeys("cookie", "upgrade", "expect", "accept-encoding");
        assertThat(seen.body()).isEqualTo("scope=repo%3Awrite+repo%3Aread&subject_token=" + TOKEN.reveal());
    }

    @Test
    void json_isSentAsItIs() throws Exception {
        server.next("/v1", Reply.of(204, "text/plain", ""));

        web.send(Request.json("PUT", server.uri("/v1"), Secret.of("{\"jwt\":\"x\"}")));

        assertThat(server.seen().get(0).method()).isEqualTo("PUT");
        assertThat(server.seen().get(0).body()).isEqualTo("{\"jwt\":\"x\"}");
        assertThat(server.seen().get(0).headers()).containsEntry("content-type", "application/json");
    }

    @Test
    void errorStatus_isAnAnswer() throws Exception {
        server.next("/", Reply.of(500, "text/html", "<html>broken</html>"));

        assertThat(web.send(Request.get(server.uri("/"))).status()).isEqualTo(500);
    }

    @Test
    void connection_isKeptBetweenRequests() throws Exception {
        server.always("/", Reply.json(200, "{}"));

        web.send(Request.get(server.uri("/")));
        web.send(Request.get(server.uri("/")));

        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void cookieAndChallenge_areNotAnswered() throws Exception {
        server.next("/", Reply.of(401, "text/plain", "", "Set-Cookie: a=b", "WWW-Authenticate: Basic realm=\"x\""));
        server.next("/", Reply.json(200, "{}"));

        web.send(Request.get(server.uri("/")));
        web.send(Request.get(server.uri("/")));

        assertThat(server.seen()).hasSize(2);
        assertThat(server.seen().get(1).headers()).doesNotContainKeys("cookie", "authorization");
    }

    @Test
    void nobodyListening_neverSent() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, StubServer.loopback())) {
            port = taken.getLocalPort();
        }
        WebFailure failure = failure(web, Request.get(URI.create("http://127.0.0.1:" + port + "/a?b=c")));

        assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
        assertThat(failure).hasMessage("http://127.0.0.1:" + port + "/a: refused the connection");
    }

    @Test
    void unknownHost_neverSent() {
        WebFailure failure = failure(web, Request.get(URI.create("https://nobody.invalid/")));

        assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
    }

    @Test
    void noTlsThere_neverSent() {
        server.always("/", Reply.json(200, "{}"));
        URI tls = URI.create(server.uri("/").toString().replace("http:", "https:"));

        WebFailure failure = failure(web, Request.form(tls).secretField("token", TOKEN));

        assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
        assertThat(server.seen()).noneMatch(seen -> seen.body().contains("token"));
    }

    @Test
    void tlsHandshakeThatNeverEnds_neverSent() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 1, StubServer.loopback());
                Web hasty = web(Duration.ofMillis(80), Duration.ofMillis(80), Duration.ofSeconds(5))) {
            WebFailure failure =
                    failure(hasty, Request.get(URI.create("https://127.0.0.1:" + mute.getLocalPort() + "/")));

            assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
            assertThat(failure).hasMessageContaining("gave no connection within 80ms");
        }
    }

    @Test
    void connectionThatIsNeverAccepted_neverSent() throws IOException {
        // The backlog of one is filled, so that the kernel leaves further connections unanswered.
        try (ServerSocket full = new ServerSocket(0, 1, StubServer.loopback());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
                Web hasty = web(Duration.ofMillis(80), Duration.ofSeconds(5), Duration.ofSeconds(5))) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();

            WebFailure failure =
                    failure(hasty, Request.get(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/")));

            assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
            assertThat(failure).hasMessageContaining("gave no connection within 80ms");
        }
    }

    @Test
    void connectionReset_sentNoAnswer() {
        server.always("/", Reply.reset());

        assertThat(failure(web, Request.form(server.uri("/"))).kind()).isEqualTo(Kind.SENT_NO_ANSWER);
    }

    @Test
    void connectionClosedWithoutAnswer_sentOnceAndNoAnswer() {
        server.always("/", Reply.close());

        WebFailure failure = failure(web, Request.form(server.uri("/")));

        assertThat(failure.kind()).isEqualTo(Kind.SENT_NO_ANSWER);
        assertThat(failure).hasMessageContaining("closed the connection without an answer");
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void silence_sentNoAnswer() {
        server.always("/", Reply.hang());
        try (Web hasty = web(Duration.ofSeconds(5), Duration.ofMillis(80), Duration.ofSeconds(5))) {
            WebFailure failure = failure(hasty, Request.form(server.uri("/")));

            assertThat(failure.kind()).isEqualTo(Kind.SENT_NO_ANSWER);
            assertThat(failure).hasMessageContaining("sent nothing for 80ms");
        }
    }

    @Test
    void answerThatDrips_endsAtTheDeadline() {
        server.always("/", Reply.drip(20));
        try (Web hasty = web(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(150))) {
            WebFailure failure = failure(hasty, Request.form(server.uri("/")));

            assertThat(failure.kind()).isEqualTo(Kind.SENT_NO_ANSWER);
            assertThat(failure).hasMessageContaining("sent no whole answer within 150ms");
        }
    }

    @Test
    void truncatedLength_sentNoAnswer() {
        server.always("/", Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access", false));

        WebFailure failure = failure(web, Request.form(server.uri("/")));

        assertThat(failure.kind()).isEqualTo(Kind.SENT_NO_ANSWER);
        assertThat(failure).hasMessageContaining("broke off its answer");
    }

    @Test
    void truncatedChunk_sentNoAnswer() {
        server.always("/", Reply.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"access", false));

        assertThat(failure(web, Request.form(server.uri("/"))).kind()).isEqualTo(Kind.SENT_NO_ANSWER);
    }

    @Test
    void notHttp_sentNoAnswer() {
        server.always("/", Reply.raw("SSH-2.0-OpenSSH_9.6\r\n".repeat(200), false));

        assertThat(failure(web, Request.form(server.uri("/"))).kind()).isEqualTo(Kind.SENT_NO_ANSWER);
    }

    @Test
    void endlessAnswer_isCutOffAtTheLimit() {
        server.always("/", Reply.endless());

        WebFailure failure = failure(web, Request.form(server.uri("/")));

        assertThat(failure.kind()).isEqualTo(Kind.SENT_NO_ANSWER);
        assertThat(failure).hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void addressOutOfReach_isNotConnectedTo() {
        for (Reach reach : List.<Reach>of(address -> false, address -> !address.isLoopbackAddress())) {
            try (Web bounded = new Web(WebSettings.standard().withReach(reach), Clock.systemUTC())) {
                for (String host : List.of("127.0.0.1", "localhost", "[::1]")) {
                    WebFailure failure = catchThrowableOfType(
                            WebFailure.class,
                            () -> bounded.send(Request.get(URI.create(
                                    "http://" + host + ":" + server.uri("/").getPort() + "/"))));

                    assertThat(failure.kind()).isEqualTo(Kind.NEVER_SENT);
                    assertThat(failure.problem().what()).contains("an address that may not be connected to");
                }
            }
        }
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void addressWithinReach_isAskedAboutAndConnectedTo() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        Reach reach = address -> asked.add(address.getHostAddress());
        server.next("/", Reply.of(200, "text/plain", ""));
        try (Web bounded = new Web(WebSettings.standard().withReach(reach), Clock.systemUTC())) {
            bounded.send(Request.get(server.uri("/")));
        }

        assertThat(asked).containsOnly("127.0.0.1");
    }

    @Test
    void literalAddressBehindAProxy_isAskedAboutAndTheProxyIsNot() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Reach reach = address -> {
            asked.add(address.getHostAddress());
            return false;
        };
        URI proxy = URI.create("http://127.0.0.1:" + server.uri("/").getPort());
        WebSettings settings = WebSettings.standard().withReach(reach).withProxies(Proxies.through(proxy));
        try (Web bounded = new Web(settings, Clock.systemUTC())) {
            for (String host : List.of("169.254.169.254", "2852039166", "[::ffff:a9fe:a9fe]", "[fd00:ec2::254]")) {
                assertThatThrownBy(() -> bounded.send(Request.get(URI.create("https://" + host + "/"))))
                        .isInstanceOf(WebFailure.class)
                        .hasMessageContaining("an address that may not be connected to");
            }
            assertThat(server.seen()).isEmpty();
            // A name is the proxy's to look up.
            assertThatThrownBy(() -> bounded.send(Request.get(URI.create("https://sso.example.com/"))))
                    .isInstanceOf(WebFailure.class)
                    .hasMessageNotContaining("an address that may not be connected to");
        }
        assertThat(asked)
                .containsExactly("169.254.169.254", "169.254.169.254", "169.254.169.254", "fd00:ec2:0:0:0:0:0:254");
    }

    @Test
    void redirect_isNamedAndNeverFollowed() {
        try (StubServer other = new StubServer("127.0.0.2")) {
            other.always("/token", Reply.json(200, "{}"));
            String target = other.uri("/token").toString();
            for (int status : new int[] {301, 302, 303, 307, 308}) {
                server.next("/", Reply.of(status, "text/plain", "", "Location: " + target + "?t=" + TOKEN.reveal()));

                WebFailure failure = failure(web, Request.form(server.uri("/")).secretField("token", TOKEN));

                assertThat(failure.kind()).isEqualTo(Kind.REDIRECTED);
                assertThat(failure).hasMessageContaining("redirect to " + target + " (HTTP " + status + ")");
                assertThat(failure.getMessage()).doesNotContain(TOKEN.reveal());
            }
            assertThat(other.seen()).isEmpty();
        }
    }

    @Test
    void retryAfter_readAsSecondsAndDateAndCapped() throws Exception {
        Map<String, Duration> cases = Map.of(
                "7", Duration.ofSeconds(7),
                "86400", Duration.ofMinutes(5),
                "Sun, 22 Nov 2026 10:00:30 GMT", Duration.ofSeconds(30),
                "Sun, 22 Nov 2026 09:00:00 GMT", Duration.ZERO,
                "99999999999999999", Duration.ofMinutes(5));
        for (var entry : cases.entrySet()) {
            server.next("/", Reply.of(503, "text/plain", "", "Retry-After: " + entry.getKey()));

            assertThat(web.send(Request.get(server.uri("/"))).retryAfter())
                    .as(entry.getKey())
                    .contains(entry.getValue());
        }
        server.next("/", Reply.of(503, "text/plain", "", "Retry-After: soon"));
        assertThat(web.send(Request.get(server.uri("/"))).retryAfter()).isEmpty();
    }

    @Test
    void errorBodyThatEchoesSecrets_isQuotedWithoutThem() throws Exception {
        String basic = "Basic Y2k6c3VwZXItc2VjcmV0LXBhc3N3b3Jk";
        server.next(
                "/",
                Reply.of(
                        400,
                        "text/plain",
                        "bad\u0007 token\n " + TOKEN.reveal() + " of " + basic + " short "
                                + TOKEN.reveal().substring(5, 30) + " json " + "a\\/b-secret-with-slash"));

        Answer answer = web.send(Request.form(server.uri("/"))
                .secretHeader("Authorization", Secret.of(basic))
                .secretField("token", TOKEN)
                .hiding(Secret.of("a/b-secret-with-slash")));

        assertThat(answer.excerpt()).isEqualTo("bad. token [hidden] of [hidden] short [hidden] json [hidden]");
    }

    @Test
    void longErrorBody_isQuotedShort() throws Exception {
        server.next("/", Reply.of(400, "text/plain", "x".repeat(5000)));

        assertThat(web.send(Request.get(server.uri("/"))).excerpt()).isEqualTo("x".repeat(200) + "...");
    }

    @Test
    void requestAndAnswer_printWithoutSecrets() throws Exception {
        server.next("/", Reply.json(200, "{\"access_token\":\"" + TOKEN.reveal() + "\"}"));
        Request request = Request.form(server.uri("/"))
                .secretHeader("Authorization", Secret.of("Bearer " + TOKEN.reveal()))
                .secretField("token", TOKEN);

        assertThat(request.toString()).isEqualTo("POST " + server.uri(""));
        assertThat(request.headers().toString()).doesNotContain(TOKEN.reveal());
        assertThat(web.send(request).toString()).startsWith("HTTP 200, ").doesNotContain(TOKEN.reveal());
    }

    @Test
    void headerWithLineBreak_isRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> Request.get(server.uri("/")).secretHeader("X-A", Secret.of("hunter2\r\nX-B: c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void plainHttpBeyondThisMachine_isRefused() {
        for (String url : new String[] {"http://example.com/", "http://10.0.0.1/", "http://127.0.0.1.example.com/"}) {
            assertThatThrownBy(() -> Request.get(URI.create(url)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("plain http");
        }
        assertThatThrownBy(() -> Request.get(URI.create("https://me:hunter2@example.com/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void interrupt_doesNotEndTheRequestAndIsKept() throws Exception {
        server.next("/", Reply.json(200, "{}"));
        Thread.currentThread().interrupt();

        assertThat(web.send(Request.get(server.uri("/"))).status()).isEqualTo(200);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void thousandRequestsAtOnce_eachIsAnswered_overFewConnections() throws Exception {
        server.always("/", Reply.json(200, "{}"));
        List<FutureTask<Integer>> calls =
                atOnce(1_000, () -> web.send(Request.get(server.uri("/"))).status());

        for (FutureTask<Integer> call : calls) {
            assertThat(call.get()).isEqualTo(200);
        }
        assertThat(server.seen()).hasSize(1_000);
        assertThat(server.connections()).isLessThanOrEqualTo(32);
    }

    @Test
    void noConnectionIsFree_whoWaitsIsNotGivenUpLikeAServerThatCanNotBeReached() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        Duration connect = Duration.ofMillis(200);
        server.always("/", (seen, peer, stub) -> {
            // As long as it takes for the connect time-out to be over.
            assertThat(await(all, connect.multipliedBy(2))).isFalse();
            return Reply.json(200, "{}").to(seen, peer, stub);
        });
        try (Web patient = web(connect, Duration.ofSeconds(5), Duration.ofSeconds(10))) {
            for (FutureTask<Integer> call :
                    atOnce(40, () -> patient.send(Request.get(server.uri("/"))).status())) {
                assertThat(call.get()).isEqualTo(200);
            }
        }
    }

    private static boolean await(CountDownLatch latch, Duration limit) {
        try {
            return latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> List<FutureTask<T>> atOnce(int many, Callable<T> call) {
        List<FutureTask<T>> calls =
                Stream.generate(() -> new FutureTask<>(call)).limit(many).toList();
        calls.forEach(one -> new Thread(one).start());
        return calls;
    }

    @Test
    void closed_neverSent() {
        web.close();

        assertThat(failure(web, Request.get(server.uri("/"))).kind()).isEqualTo(Kind.NEVER_SENT);
    }

    @Test
    void closedServerConnection_isNoticedBeforeTheNextRequest() throws Exception {
        server.next("/", (seen, peer, s) -> {
            Reply.json(200, "{}").to(seen, peer, s);
            return false;
        });
        server.next("/", Reply.json(200, "{}"));

        web.send(Request.get(server.uri("/")));
        long until = System.nanoTime() + Duration.ofMillis(150).toNanos();
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }

        assertThat(web.send(Request.get(server.uri("/"))).status()).isEqualTo(200);
    }

    @Test
    void warmUp_needsNobody() throws Exception {
        web.warmUp(server.uri("/"));
        web.warmUp(URI.create("https://example.invalid/"));

        assertThat(server.seen()).isEmpty();
    }

    private static Web web(Duration connect, Duration answer, Duration overall) {
        return new Web(WebSettings.standard().withTimeouts(connect, answer, overall), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static WebFailure failure(Web web, Request request) {
        return catchThrowableOfType(WebFailure.class, () -> web.send(request));
    }
}
