package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.peer.OpenBao;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An App whose key is in a real OpenBao and never leaves it. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class GitHubTransitTest {
    private static TransitDesk bao;

    @BeforeAll
    static void open() throws Exception {
        bao = new TransitDesk();
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
                "vault-transit.key   | other  | Its policy needs: path",
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

    @Test
    void unknownCertificateAuthority_isUnavailableAndItsOwnIsTrusted() throws Exception {
        Clock clock = Clock.systemUTC();
        try (OpenBao own = OpenBao.startWithTls();
                FakeGitHub github = new FakeGitHub(clock);
                Web web = new Web(WebSettings.standard(), clock)) {
            Map<String, String> elsewhere =
                    new TreeMap<>(Map.of("vault-transit.url", own.url().toString()));
            CredentialIssuer distrusting = issuer(github, web, clock, elsewhere);
            elsewhere.put("vault-transit.ca", own.authority().toString());
            CredentialIssuer trusting = issuer(github, web, clock, elsewhere);
            CredentialRequest request = GitHubRig.asking(Set.of("acme/app"), Set.of("contents:write"));

            assertThatThrownBy(() -> distrusting.issue(request, "request-1"))
                    .isInstanceOf(JitException.Unavailable.class)
                    .hasMessageContaining("certificate");
            // It is reached: it knows no such method.
            assertThatThrownBy(() -> trusting.issue(request, "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("HTTP 403");
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
                "sign",
                "vault-transit.path",
                bao.engine(),
                "vault-transit.login",
                bao.login()));
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
