package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialCiTest {
    private Trial trial;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        trial = Trial.in(directory);
    }

    @AfterEach
    void stop() {
        trial.close();
    }

    @Test
    void discovery_leadsToTheKeysThatSignedTheFile() throws Exception {
        Http.Answer discovered = Http.get(trial.url(), "/ci/.well-known/openid-configuration");
        assertThat(discovered.text("issuer")).isEqualTo(trial.url() + "/ci");
        URI jwks = URI.create(discovered.text("jwks_uri"));

        JWKSet keys = JWKSet.parse(Http.get(trial.url(), jwks.getPath()).body());

        assertThat(keys.containsNonPublicKeys()).isFalse();
        SignedJWT token = SignedJWT.parse(Files.readString(trial.ci().idTokenFile()));
        assertThat(token.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
    }

    @Test
    void idToken_saysWhatAPushSays_forFiveMinutes() throws Exception {
        JWTClaimsSet claims = fileClaims();

        assertThat(claims.getSubject()).isEqualTo(Trial.MAIN);
        assertThat(claims.getAudience()).isEqualTo(List.of(trial.url().toString()));
        assertThat(claims.getStringClaim("repository")).isEqualTo("acme/app");
        assertThat(claims.getStringClaim("ref")).isEqualTo("refs/heads/main");
        assertThat(claims.getStringClaim("event_name")).isEqualTo("push");
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(trial.clock().instant().plus(Duration.ofMinutes(5)));
    }

    @Test
    void refreshed_theFileHoldsAnotherToken() throws Exception {
        String before = fileClaims().getJWTID();
        trial.clock().advance(Duration.ofSeconds(60));

        trial.ci().refresh();

        assertThat(fileClaims().getJWTID()).isNotEqualTo(before);
        assertThat(fileClaims().getIssueTime().toInstant())
                .isEqualTo(trial.clock().instant());
    }

    @Test
    void claimsGiven_takeThePlaceOfTheUsualOnes(@TempDir Path directory) throws Exception {
        AuthoritySettings settings = AuthoritySettings.trial(directory.resolve("ci"))
                .withCiClaims(Map.of("ref", "refs/tags/v1", "environment", "production", "event_name", ""));
        try (TrialAuthority authority = TrialAuthority.start(settings)) {
            Path file = authority.ci().orElseThrow().idTokenFile();
            JWTClaimsSet claims = SignedJWT.parse(Files.readString(file)).getJWTClaimsSet();

            assertThat(claims.getSubject()).isEqualTo("repo:acme/app:ref:refs/tags/v1");
            assertThat(claims.getStringClaim("environment")).isEqualTo("production");
            assertThat(claims.getClaim("event_name")).isNull();
        }
    }

    @Test
    void claimsOfItsOwn_canNotBeGiven(@TempDir Path directory) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrialAuthority.start(
                        AuthoritySettings.trial(directory.resolve("ci")).withCiClaims(Map.of("aud", "x"))))
                .withMessageContaining("claim aud");
    }

    @Test
    void gitHubsEndPoint_givesATokenForAnyAudience() throws Exception {
        URI url = trial.ci().requestUrl();
        Http.Answer answer = Http.get(
                trial.url(),
                url.getPath() + "?" + url.getQuery() + "&audience=https%3A%2F%2Fsts.example.com",
                "Authorization",
                "Bearer " + Files.readString(trial.ci().requestTokenFile()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).containsOnlyKeys("value");
        assertThat(SignedJWT.parse(answer.text("value")).getJWTClaimsSet().getAudience())
                .isEqualTo(List.of("https://sts.example.com"));
    }

    @Test
    void gitHubsEndPoint_wantsItsRequestToken() throws Exception {
        assertThat(Http.get(trial.url(), "/ci/token?x=1").status()).isEqualTo(401);
        assertThat(Http.get(trial.url(), "/ci/token?x=1", trial.asAdmin()).status())
                .isEqualTo(401);
    }

    @Test
    void withoutTrialCi_nothingOfItIsServed() throws Exception {
        try (FakeIssuer issuer = new FakeIssuer(trial.clock());
                TrialAuthority authority = TrialAuthority.start(AuthoritySettings.trusting(issuer.trusted()))) {
            assertThat(authority.ci()).isEmpty();
            assertThat(Http.get(authority.url(), "/ci/jwks").status()).isEqualTo(404);
        }
    }

    private JWTClaimsSet fileClaims() throws Exception {
        return SignedJWT.parse(Files.readString(trial.ci().idTokenFile())).getJWTClaimsSet();
    }
}
