package io.github.jitcredentials.jenkins.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import hudson.security.FullControlOnceLoggedInAuthorizationStrategy;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Keys that sign in turn, and where others look them up. */
@WithJenkins
class SigningKeysTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path home;

    @Test
    void keys_takeTurns_andTokensOfTheOneBeforeStillVerify(JenkinsRule jenkins) throws Exception {
        assertThat(jenkins.jenkins).isNotNull();
        SigningKeys first = at(Duration.ZERO);
        String next = id(first, 1);
        SignedJWT early = token(first, Duration.ZERO);
        assertThat(verifies(early, first.published())).isTrue();
        assertThat(first.published().getKeys()).hasSize(2).noneMatch(JWK::isPrivate);

        SigningKeys turned = at(SigningKeys.TURN.plusMinutes(1));

        assertThat(turned.signer().getKeyID())
                .isEqualTo(next)
                .isNotEqualTo(early.getHeader().getKeyID());
        assertThat(turned.published().getKeys()).hasSize(3).noneMatch(JWK::isPrivate);
        assertThat(verifies(early, turned.published())).isTrue();
        SignedJWT late = token(turned, SigningKeys.TURN.plusMinutes(1));
        assertThat(verifies(late, turned.published())).isTrue();
        // Whoever looked when the first one signed knows the second already.
        assertThat(verifies(late, first.published())).isTrue();

        SigningKeys again = at(SigningKeys.TURN.multipliedBy(2).plusMinutes(2));
        assertThat(verifies(early, again.published())).isFalse();
        assertThat(verifies(late, again.published())).isTrue();
    }

    @Test
    void rotation_isRememberedOverAStart(JenkinsRule jenkins) {
        assertThat(jenkins.jenkins).isNotNull();
        SigningKeys keys = at(Duration.ZERO);
        String before = keys.signer().getKeyID();

        keys.rotate();

        assertThat(keys.signer().getKeyID()).isNotEqualTo(before);
        assertThat(at(Duration.ofMinutes(1)).signer().getKeyID())
                .isEqualTo(keys.signer().getKeyID());
    }

    @Test
    void discovery_isPublicAndItsKeysVerify(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        FullControlOnceLoggedInAuthorizationStrategy closed = new FullControlOnceLoggedInAuthorizationStrategy();
        closed.setAllowAnonymousRead(false);
        jenkins.jenkins.setAuthorizationStrategy(closed);
        String issuer = jenkins.getURL() + "jit-credentials/oidc";

        JSONObject discovery =
                JSONObject.fromObject(get(jenkins, "jit-credentials/oidc/.well-known/openid-configuration")
                        .getContentAsString());
        WebResponse jwks = get(jenkins, "jit-credentials/oidc/jwks");

        assertThat(discovery.getString("issuer")).isEqualTo(issuer);
        assertThat(discovery.getString("jwks_uri")).isEqualTo(issuer + "/jwks");
        assertThat(jwks.getContentType()).isEqualTo("application/json");
        JWKSet keys = JWKSet.parse(jwks.getContentAsString());
        assertThat(keys.getKeys()).noneMatch(JWK::isPrivate);
        assertThat(jwks.getContentAsString()).doesNotContain("\"d\"", "\"p\"", "\"q\"");
        assertThat(verifies(token(BuildIssuer.get().keys(), Duration.ZERO), keys))
                .isTrue();
        for (String other : List.of("jit-credentials", "jit-credentials/oidc", "jit-credentials/oidc/token")) {
            assertThat(get(jenkins, other).getStatusCode()).isEqualTo(404);
        }
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        WebRequest post = new WebRequest(client.createCrumbedUrl("jit-credentials/oidc/jwks"), HttpMethod.POST);
        assertThat(client.getPage(post).getWebResponse().getStatusCode()).isEqualTo(404);
    }

    private SigningKeys at(Duration later) {
        return new SigningKeys(home.resolve("keys.xml").toFile(), Clock.fixed(START.plus(later), ZoneOffset.UTC));
    }

    private static String id(SigningKeys keys, int index) {
        return keys.published().getKeys().get(index).getKeyID();
    }

    private static SignedJWT token(SigningKeys keys, Duration later) throws Exception {
        TokenSigner signer = new TokenSigner(keys, Clock.fixed(START.plus(later), ZoneOffset.UTC), new SecureRandom());
        return SignedJWT.parse(signer.sign("https://ci.example.com/", "job", "audience", Map.of("fork", "false"))
                .token()
                .reveal());
    }

    private static boolean verifies(SignedJWT token, JWKSet keys) throws Exception {
        JWK key = keys.getKeyByKeyId(token.getHeader().getKeyID());
        return key != null && token.verify(new RSASSAVerifier(key.toRSAKey()));
    }

    private static WebResponse get(JenkinsRule jenkins, String path) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        return client.getPage(new WebRequest(URI.create(jenkins.getURL() + path).toURL()))
                .getWebResponse();
    }
}
