package io.github.jitcredentials.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A CI system's signer of ID tokens, with keys made once for all tests. */
public final class CiAuthority {
    public static final String ISSUER = "https://ci.example.com";
    private static final RSAKey RSA = rsa("rsa-1", 2048);
    static final RSAKey SHORT_RSA = rsa("short", 1024);
    static final RSAKey OTHER_RSA = rsa("rsa-2", 2048);
    private static final JWK EC = ec();

    private CiAuthority() {}

    /** The public keys, as served. */
    public static String jwks() {
        return new JWKSet(List.of(RSA, EC)).toString(true);
    }

    static String jwksWithSecondKey() {
        return new JWKSet(List.of(RSA, EC, OTHER_RSA)).toString(true);
    }

    static String jwksWithShortKey() {
        return new JWKSet(List.of(SHORT_RSA)).toString(true);
    }

    static RSAKey rsaKey() {
        return RSA;
    }

    /** The claims of a good token for an audience, living five minutes from {@code now}. */
    public static JWTClaimsSet.Builder claims(String audience, Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("repo:acme/app:ref:refs/heads/main")
                .audience(audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("repository", "acme/app")
                .claim("ref", "refs/heads/main")
                .claim("event_name", "push");
    }

    public static String token(String audience, Instant now) {
        return sign(claims(audience, now).build(), JWSAlgorithm.RS256, RSA, UnaryOperator.identity());
    }

    public static String sign(JWTClaimsSet claims) {
        return sign(claims, JWSAlgorithm.RS256, RSA, UnaryOperator.identity());
    }

    static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm) {
        return sign(claims, algorithm, JWSAlgorithm.ES256.equals(algorithm) ? EC : RSA, UnaryOperator.identity());
    }

    static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, JWK key, UnaryOperator<JWSHeader.Builder> header) {
        try {
            JWSSigner signer = key instanceof RSAKey rsa
                    ? new RSASSASigner(rsa.toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()))
                    : new ECDSASigner(key.toECKey());
            JWSHeader.Builder builder = new JWSHeader.Builder(algorithm).keyID(key.getKeyID());
            SignedJWT jwt = new SignedJWT(header.apply(builder).build(), claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey rsa(String id, int size) {
        try {
            return new RSAKeyGenerator(size, true)
                    .keyID(id)
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWK ec() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
