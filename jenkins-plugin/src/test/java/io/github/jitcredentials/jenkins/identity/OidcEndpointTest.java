package io.github.jitcredentials.jenkins.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.github.jitcredentials.model.IdentityToken;
import java.time.Duration;
import java.util.List;
import org.htmlunit.Page;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class OidcEndpointTest {
    @Test
    void discovery_isReadByAnybody(JenkinsRule jenkins) throws Exception {
        closed(jenkins);

        WebResponse answer = get(jenkins, "jit-credentials/oidc/.well-known/openid-configuration");

        assertThat(answer.getContentType()).isEqualTo("application/json");
        assertThat(answer.getContentAsString())
                .contains("\"issuer\":\"" + jenkins.getURL() + "jit-credentials/oidc\"")
                .contains("\"jwks_uri\":\"" + jenkins.getURL() + "jit-credentials/oidc/jwks\"");
    }

    @Test
    void publishedKeys_arePublicAndVerifyABuildsToken(JenkinsRule jenkins) throws Exception {
        closed(jenkins);
        FreeStyleProject job = jenkins.createFreeStyleProject("p");
        Run<?, ?> run = jenkins.buildAndAssertSuccess(job);

        IdentityToken token = BuildIssuer.get().voucher(run, "7").source().token("https://authority.example.com");

        JWKSet keys = published(jenkins);
        assertThat(keys.getKeys()).hasSizeGreaterThan(1).noneMatch(key -> key.isPrivate());
        SignedJWT jwt = SignedJWT.parse(token.token().reveal());
        RSAKey key = (RSAKey) keys.getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo(jenkins.getURL() + "jit-credentials/oidc");
        assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo(jenkins.getURL() + "job/p/");
        assertThat(jwt.getJWTClaimsSet().getAudience()).isEqualTo(List.of("https://authority.example.com"));
        assertThat(jwt.getJWTClaimsSet().getClaims())
                .containsEntry("job", "p")
                .containsEntry("build", "1")
                .containsEntry("step", "7")
                .containsEntry("replayed", false)
                .doesNotContainKey("fork");
        assertThat(Duration.between(
                        jwt.getJWTClaimsSet().getIssueTime().toInstant(),
                        jwt.getJWTClaimsSet().getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(token.identity().claims()).containsEntry("job", "p").containsEntry("claim.build", "1");
    }

    @Test
    void rotation_keepsTheOldKeyAndHasShownTheNewOneBefore(JenkinsRule jenkins) throws Exception {
        SigningKeys keys = BuildIssuer.get().keys();
        String old = keys.signer().getKeyID();
        JWKSet before = published(jenkins);

        keys.rotate();

        String next = keys.signer().getKeyID();
        assertThat(next).isNotEqualTo(old);
        assertThat(before.getKeyByKeyId(next)).isNotNull();
        assertThat(published(jenkins).getKeyByKeyId(old)).isNotNull();
    }

    @Test
    void everythingElse_isNotFound(JenkinsRule jenkins) throws Exception {
        for (String path : List.of("", "oidc", "oidc/", "oidc/token", "oidc/jwks/x")) {
            assertThat(get(jenkins, "jit-credentials/" + path).getStatusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    private static void closed(JenkinsRule jenkins) {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy());
    }

    private static JWKSet published(JenkinsRule jenkins) throws Exception {
        return JWKSet.parse(get(jenkins, "jit-credentials/oidc/jwks").getContentAsString());
    }

    private static WebResponse get(JenkinsRule jenkins, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            Page page = client.withThrowExceptionOnFailingStatusCode(false).goTo(path, null);
            return page.getWebResponse();
        }
    }
}
