package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import io.github.jitcredentials.model.Secret;
import java.security.PrivateKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String AUDIENCE = "https://sso.example.com/realms/ci";

    @Test
    void rsaInPem_signsForOneMinuteAndOneUse() throws JOSEException, ParseException {
        RSAKey key = new RSAKeyGenerator(2048).generate();
        SigningKey signing = SigningKey.of(pem(key.toPrivateKey()), "");

        SignedJWT first = proof(signing);
        SignedJWT second = proof(signing);

        assertThat(first.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(first.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(first.getHeader().getKeyID()).isNull();
        var claims = first.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("deployer");
        assertThat(claims.getSubject()).isEqualTo("deployer");
        assertThat(claims.toJSONObject()).as("one audience, as one text").containsEntry("aud", AUDIENCE);
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(60)));
        assertThat(claims.getJWTID()).isNotEqualTo(second.getJWTClaimsSet().getJWTID());
    }

    @Test
    void ecInPem_signsAsItsCurveWants() throws JOSEException, ParseException {
        for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
            ECKey key = new ECKeyGenerator(curve).generate();

            SignedJWT proof = proof(SigningKey.of(pem(key.toPrivateKey()), "named"));

            assertThat(proof.verify(new ECDSAVerifier(key))).isTrue();
            assertThat(proof.getHeader().getKeyID()).isEqualTo("named");
        }
    }

    @Test
    void jwk_saysItsNameAndItsAlgorithm() throws JOSEException, ParseException {
        RSAKey key = new RSAKeyGenerator(2048)
                .keyID("own")
                .algorithm(JWSAlgorithm.PS256)
                .generate();

        SignedJWT proof = proof(SigningKey.of(Secret.of(key.toJSONString()), ""));
        SignedJWT renamed = proof(SigningKey.of(Secret.of(key.toJSONString()), "other"));

        assertThat(proof.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(proof.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.PS256);
        assertThat(proof.getHeader().getKeyID()).isEqualTo("own");
        assertThat(renamed.getHeader().getKeyID()).isEqualTo("other");
    }

    @Test
    void ecAsJwk_signs() throws JOSEException, ParseException {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();

        assertThat(proof(SigningKey.of(Secret.of(key.toJSONString()), "")).verify(new ECDSAVerifier(key)))
                .isTrue();
    }

    @Test
    void publicHalf_isNoKeyToSignWith() throws JOSEException {
        Secret half = Secret.of(
                new ECKeyGenerator(Curve.P_256).generate().toPublicJWK().toJSONString());

        assertThatThrownBy(() -> SigningKey.of(half, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a private key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hunter2hunter2",
                "{\"kty\":\"hunter2hunter2\"}",
                "{hunter2hunter2",
                "-----BEGIN PRIVATE KEY-----\nhunter2hunter2\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nhunter2hunter2\n-----END RSA PRIVATE KEY-----"
            })
    void whatIsNoKey_isRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> SigningKey.of(Secret.of(text), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BEGIN PRIVATE KEY")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
    }

    private static SignedJWT proof(SigningKey key) {
        return ((PrivateKeyJWT) key.prove("deployer", AUDIENCE, NOW)).getClientAssertion();
    }

    private static Secret pem(PrivateKey key) {
        return Secret.of("-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded()) + "\n-----END PRIVATE KEY-----\n");
    }
}
