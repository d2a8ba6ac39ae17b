package io.github.jitcredentials.jenkins.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.model.Secret;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;

/** Signs ID tokens (RFC 7519, RS256): each for one audience, with a name of its own, good for a few minutes. Thread safe. */
public final class TokenSigner {
    private static final Duration LIFE = Duration.ofMinutes(5);
    /** Clocks differ: a token is good from a little before it was made. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final SigningKeys keys;
    private final Clock clock;
    private final SecureRandom random;

    public TokenSigner(SigningKeys keys, Clock clock, SecureRandom random) {
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    /** A token, and when it dies. */
    record Signed(Secret token, Instant expiresAt) {}

    Signed sign(String issuer, String subject, String audience, Map<String, String> claims) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        byte[] name = new byte[16];
        random.nextBytes(name);
        JWTClaimsSet.Builder all = new JWTClaimsSet.Builder();
        claims.forEach((claim, value) ->
                all.claim(claim, BuildClaims.FLAGS.contains(claim) ? (Object) Boolean.valueOf(value) : value));
        all.issuer(issuer)
                .subject(subject)
                .audience(audience)
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now.minus(SKEW)))
                .expirationTime(Date.from(now.plus(LIFE)))
                .jwtID(HexFormat.of().formatHex(name));
        RSAKey key = keys.signer();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                all.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("this JVM can't sign with RS256", e);
        }
        return new Signed(Secret.of(token.serialize()), now.plus(LIFE));
    }
}
