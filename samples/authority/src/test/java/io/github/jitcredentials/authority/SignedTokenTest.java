package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedTokenTest {
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
    void clientConfiguredSo_getsATokenAfterRfc9068() throws Exception {
        SignedJWT token = SignedJWT.parse(trial.exchange("client_id", "signed", "resource", "https://repo.example.com/")
                .text("access_token"));

        JWKSet keys = JWKSet.parse(Http.get(trial.url(), "/jwks").body());
        assertThat(keys.containsNonPublicKeys()).isFalse();
        assertThat(token.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        assertThat(token.getHeader().getType()).hasToString("at+jwt");
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(trial.url().toString());
        assertThat(claims.getSubject()).isEqualTo(Trial.MAIN);
        assertThat(claims.getAudience()).isEqualTo(List.of("https://repo.example.com/"));
        assertThat(claims.getStringClaim("client_id")).isEqualTo("signed");
        assertThat(claims.getStringClaim("scope")).isEqualTo("repo:write");
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(trial.clock().instant().plusSeconds(300));
    }

    @Test
    void revoked_isDeadForWhoAsks() throws Exception {
        String token = trial.exchange("client_id", "signed").text("access_token");
        assertThat(trial.active(token)).isTrue();

        trial.revoke("signed", token);

        assertThat(trial.active(token)).isFalse();
    }

    @Test
    void accessToken_isNoIdentity() throws Exception {
        String token = trial.exchange("client_id", "signed").text("access_token");

        assertThat(trial.exchange("subject_token", token).status()).isEqualTo(400);
    }
}
