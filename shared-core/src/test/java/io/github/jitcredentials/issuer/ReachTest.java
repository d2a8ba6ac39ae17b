package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.JitException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static final String HEALTH = "/v1/sys/health";

    private final Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private final StubServer server = new StubServer();
    private final Web web = new Web(WebSettings.standard(), clock);

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void authority_saysWhereItIsAsked() {
        metadata(",\"revocation_endpoint\":\"" + server.uri("/revoke") + "\"");

        assertThat(reach("oauth2", Map.of("client", "ci")))
                .isEqualTo("tokens at " + server.uri("/token") + ", revoked at " + server.uri("/revoke"));
        assertThat(server.seen()).extracting(Seen::method).containsOnly("GET");
    }

    @Test
    void authorityThatCannotRevoke_isRefused() {
        metadata("");

        assertThatThrownBy(() -> reach("oauth2", Map.of("client", "ci")))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("revocation");
    }

    @Test
    void vaultThatIsSealed_isNotThere() {
        server.next(HEALTH, Reply.json(200, "{}"));
        assertThat(reach("vault", Map.of("login.jwt.role", "ci"))).contains("HTTP 200");

        server.next(HEALTH, Reply.json(503, "{\"sealed\":true}"));
        assertThatThrownBy(() -> reach("vault", Map.of("login.jwt.role", "ci")))
                .isInstanceOf(JitException.Unavailable.class)
                .hasMessageContaining("sealed");
    }

    @Test
    void somethingElseInTheVaultsPlace_isSaidToBeThat() {
        server.next(HEALTH, Reply.json(404, "{}"));

        assertThatThrownBy(() -> reach("vault", Map.of("login.jwt.role", "ci")))
                .isInstanceOf(JitException.Unavailable.class)
                .hasMessageContaining("as no OpenBao or Vault does");
    }

    @Test
    void nobodyThere_isUnavailable() {
        IssuerSpec spec = new IssuerSpec(
                "sts", "octo-sts", new TreeMap<>(Map.of("url", server.uri("").toString(), "identity", "deploy")));
        server.close();

        assertThatThrownBy(() -> Issuers.reach(spec, web, clock)).isInstanceOf(JitException.Unavailable.class);
    }

    private void metadata(String more) {
        server.always(
                "/.well-known/oauth-authorization-server",
                Reply.json(
                        200,
                        "{\"issuer\":\"" + server.uri("") + "\",\"token_endpoint\":\"" + server.uri("/token") + "\""
                                + more + "}"));
    }

    private String reach(String type, Map<String, String> settings) {
        TreeMap<String, String> all = new TreeMap<>(settings);
        all.put("url", server.uri("").toString());
        return Issuers.reach(new IssuerSpec("one", type, all), web, clock);
    }
}
