package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An App whose key is in a real OpenBao and never leaves it. */
@EnabledIf("io.github.jitcredentials.issuer.TransitBao#isThere")
class GitHubTransitTest {
    private static TransitBao bao;

    @BeforeAll
    static void start() throws Exception {
        bao = new TransitBao();
    }

    @AfterAll
    static void stop() throws Exception {
        bao.close();
    }

    @Test
    void token_isIssuedAndRevokedAndNobodyStaysLoggedIn() throws Exception {
        Clock clock = Clock.systemUTC();
        try (FakeGitHub github = new FakeGitHub(clock);
                Web web = new Web(WebSettings.standard(), clock)) {
            github.trust(bao.publicKey());
            CredentialIssuer issuer = issuer(github, web, clock, Map.of());

            Issued issued = issuer.issue(GitHubRig.asking(Set.of("acme/app"), Set.of("contents:write")), "request-1");

            assertThat(issuer.probe(issued.handle())).isEqualTo(Liveness.ALIVE);
            issuer.revoke(issued.handle());
            assertThat(issuer.probe(issued.handle())).isEqualTo(Liveness.DEAD);
            assertThat(github.granted()).isOne();
            assertThat(github.live()).isZero();
            assertThat(bao.tokens()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vault-transit.key   | other  | Its policy needs: path \"transit/sign/other\"",
                "vault-transit.path  | other  | Its policy needs",
                "vault-transit.role  | other  | Compare role \"other\"",
                "vault-transit.login | other  | a login at auth/other",
                "audience            | other  | audience \"other\"",
            })
    void serverThatWillNot_saysWhy(String name, String value, String message) throws Exception {
        Clock clock = Clock.systemUTC();
        try (FakeGitHub github = new FakeGitHub(clock);
                Web web = new Web(WebSettings.standard(), clock)) {
            CredentialIssuer issuer = issuer(github, web, clock, Map.of(name, value));

            assertThatThrownBy(() ->
                            issuer.issue(GitHubRig.asking(Set.of("acme/app"), Set.of("contents:write")), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining(message)
                    .hasMessageContaining("It says");
            assertThat(github.server().seen()).isEmpty();
            assertThat(bao.tokens()).isZero();
        }
    }

    private static CredentialIssuer issuer(FakeGitHub github, Web web, Clock clock, Map<String, String> otherwise) {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "app",
                FakeGitHub.APP,
                "url",
                github.url(),
                "vault-transit.url",
                bao.url().toString(),
                "vault-transit.key",
                "github-app",
                "vault-transit.role",
                "sign"));
        settings.putAll(otherwise);
        return Issuers.create(
                new IssuerSpec("github", "github-app", new TreeMap<>(settings)),
                web,
                bao,
                GitHubTransitTest::noSecret,
                clock);
    }

    private static Secret noSecret(String place) {
        throw new AssertionError("a secret was asked for, at " + place);
    }
}
