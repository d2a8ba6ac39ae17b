package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final String RFC_8414 = "/.well-known/oauth-authorization-server/realms/ci";
    private static final String OPENID = "/realms/ci/.well-known/openid-configuration";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final StubServer server = new StubServer();
    private final Web web = new Web(WebSettings.standard(), clock);

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void wellKnownPart_standsBeforeThePath() {
        server.always(RFC_8414, document(server.uri("/token")));

        Endpoints endpoints = discovery(Map.of()).endpoints();

        assertThat(endpoints.token()).contains(server.uri("/token"));
        assertThat(endpoints.revocation()).isEmpty();
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void openIdConfiguration_isTheFallback() {
        server.always(OPENID, document(server.uri("/token")));

        assertThat(discovery(Map.of()).endpoints().token()).contains(server.uri("/token"));
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void noMetadata_isRefusedWithWhatToSet() {
        assertThatThrownBy(() -> discovery(Map.of()).endpoints())
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("tells nothing about " + server.uri("/realms/ci"))
                .hasMessageContaining("endpoints.token");
    }

    @Test
    void otherIssuer_isRefused() {
        server.always(
                RFC_8414,
                Reply.json(
                        200,
                        "{\"issuer\":\"https://evil.example.com\",\"token_endpoint\":\"" + server.uri("/t") + "\"}"));

        assertThatThrownBy(() -> discovery(Map.of()).endpoints())
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("is about the issuer \"https://evil.example.com\"");
    }

    @Test
    void endpointElsewhere_isRefusedUnlessConfigured() {
        int port = server.uri("/").getPort();
        for (String url : new String[] {
            "http://127.0.0.2:" + port + "/token",
            "https://127.0.0.1:" + port + "/token",
            "http://127.0.0.1:" + (port + 1) + "/token",
            "http://example.com/token",
            "https://sso.example.com/token"
        }) {
            server.always(RFC_8414, document(URI.create(url)));

            assertThatThrownBy(() -> discovery(Map.of()).endpoints())
                    .as(url)
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("token endpoint is on another host");
        }
        server.always(RFC_8414, document(URI.create("https://sso.example.com/token")));
        assertThat(discovery(Map.of("endpoints.token", "https://sso.example.com/token"))
                        .endpoints()
                        .token())
                .contains(URI.create("https://sso.example.com/token"));
    }

    @Test
    void allEndpointsConfigured_nothingIsAsked() {
        Endpoints endpoints = discovery(Map.of(
                        "endpoints.token", server.uri("/t").toString(),
                        "endpoints.revocation", server.uri("/r").toString(),
                        "endpoints.introspection", server.uri("/i").toString()))
                .endpoints();

        assertThat(endpoints.introspection()).contains(server.uri("/i"));
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void answer_isKeptForTenMinutesAndLongerWhileTheAuthorityIsDown() {
        server.always(RFC_8414, document(server.uri("/token")));
        Discovery discovery = discovery(Map.of());
        discovery.endpoints();
        discovery.endpoints();
        assertThat(server.seen()).hasSize(1);

        now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(10)));
        server.always(RFC_8414, Reply.of(500, "text/plain", ""));

        assertThat(discovery.endpoints().token()).contains(server.uri("/token"));
        assertThat(server.seen()).hasSize(2);

        server.always(RFC_8414, document(URI.create("https://evil.example.com/token")));
        assertThat(discovery.endpoints().token()).contains(server.uri("/token"));
    }

    @Test
    void authorityDown_isUnavailable() {
        server.always(RFC_8414, Reply.of(503, "text/plain", "", "Retry-After: 3"));
        assertThatThrownBy(() -> discovery(Map.of()).endpoints())
                .isInstanceOfSatisfying(JitException.Unavailable.class, e -> assertThat(e.retryAfter())
                        .contains(Duration.ofSeconds(3)));

        server.always(RFC_8414, Reply.close());
        assertThatThrownBy(() -> discovery(Map.of()).endpoints()).isInstanceOf(JitException.Unavailable.class);
    }

    @Test
    void brokenDocument_isRefused() {
        for (String body : new String[] {"<html>", "[]", "{\"token_endpoint\":7}", "{\"a\":".repeat(20_000)}) {
            server.always(RFC_8414, Reply.json(200, body));

            assertThatThrownBy(() -> discovery(Map.of()).endpoints())
                    .as(body.substring(0, Math.min(20, body.length())))
                    .isInstanceOf(JitException.Refused.class);
        }
    }

    @Test
    void askedByManyAtOnce_asksOnceAndAllGetTheSame() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        Reply found = document(server.uri("/token"));
        server.always(RFC_8414, (seen, peer, stub) -> awaited(free) && found.to(seen, peer, stub));
        Discovery shared = discovery(Map.of());

        List<Endpoints> answers = askedAtOnce(shared, 8, free).stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).hasSize(8).containsOnly(answers.get(0));
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void askedByManyAtOnceInVain_allHearWhyAndTheNextOneAsksAgain() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        Reply busy = Reply.of(503, "text/plain", "away");
        server.always(RFC_8414, (seen, peer, stub) -> awaited(free) && busy.to(seen, peer, stub));
        Discovery shared = discovery(Map.of());

        for (CompletableFuture<Endpoints> answer : askedAtOnce(shared, 8, free)) {
            assertThatThrownBy(answer::join).hasCauseInstanceOf(JitException.Unavailable.class);
        }
        assertThat(server.seen()).hasSize(1);
        server.always(RFC_8414, document(server.uri("/token")));
        assertThat(shared.endpoints().token()).contains(server.uri("/token"));
    }

    @Test
    void issuersOfOneAuthority_askForItsMetadataOnce() {
        server.always("/.well-known/oauth-authorization-server", Reply.json(200, """
                {"issuer":"URL","token_endpoint":"URL/token","introspection_endpoint":"URL/introspect"}""".replace(
                        "URL", server.uri("").toString())));
        server.always("/introspect", Reply.json(200, "{\"active\":true}"));
        Issuers.Authority authority = Issuers.authority(
                new IssuerSpec(
                        "sso",
                        "oauth2",
                        new TreeMap<>(Map.of("url", server.uri("").toString(), "client", "ci"))),
                web,
                clock);
        Handle handle = new Handle(Map.of(), Map.of("token", Secret.of("a-token")));

        for (int i = 0; i < 3; i++) {
            assertThat(authority
                            .issuer(new Nobody(), new NamedSecrets(Map.of()))
                            .probe(handle))
                    .isEqualTo(Liveness.ALIVE);
        }

        assertThat(server.seen("/.well-known/oauth-authorization-server")).hasSize(1);
    }

    /** The first asks, the others come while no answer is there yet. */
    private static List<CompletableFuture<Endpoints>> askedAtOnce(Discovery shared, int many, CountDownLatch free) {
        List<CompletableFuture<Endpoints>> answers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            CompletableFuture<Endpoints> answer = new CompletableFuture<>();
            answers.add(answer);
            Thread thread = new Thread(() -> {
                try {
                    answer.complete(shared.endpoints());
                } catch (JitException e) {
                    answer.completeExceptionally(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        while (!threads.stream()
                .map(Thread::getState)
                .allMatch(state -> state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING)) {
            Thread.onSpinWait();
        }
        free.countDown();
        return answers;
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Reply document(URI token) {
        return Reply.json(
                200, "{\"issuer\":\"" + server.uri("/realms/ci") + "\",\"token_endpoint\":\"" + token + "\"}");
    }

    private Discovery discovery(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("url", server.uri("/realms/ci").toString());
        all.put("client", "ci");
        return new Discovery(OAuth2Settings.of(new IssuerSpec("sso", "oauth2", new TreeMap<>(all))), web, clock);
    }

    /** Whoever asks about a token in its own name needs no identity. */
    private static final class Nobody implements IdentityTokens {
        @Override
        public IdentityToken fresh(String audience) {
            throw new AssertionError("nobody is asked who we are");
        }

        @Override
        public Renewability renewability() {
            return Renewability.FIXED;
        }
    }
}
