package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.JitException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
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
}
