package io.github.jitcredentials.authority;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.authority.grant.TokenKind;
import io.github.jitcredentials.authority.identity.VerifiedIdentity;
import io.github.jitcredentials.authority.secrets.RandomToken;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes access tokens. The key for JWTs is made if a client gets such, and lives as long as the process. Thread safe. */
final class AccessTokens {
    private static final JOSEObjectType AT_JWT = new JOSEObjectType("at+jwt");
    private static final int RSA_BITS = 2048;

    private final String issuer;
    private final @Nullable RSAKey key;

    AccessTokens(String issuer, List<TrialClient> clients) {
        this.issuer = issuer;
        boolean jwts = clients.stream().anyMatch(client -> client.token() == TokenKind.JWT);
        this.key = jwts ? newKey() : null;
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(RSA_BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("each Java runtime makes RSA keys", e);
        }
    }

    /** What JWTs are checked with. */
    JWKSet publicKeys() {
        return key == null ? new JWKSet() : new JWKSet(key.toPublicJWK());
    }

    /** A new token; one that is a JWT has its times cut to whole seconds. */
    String make(
            TrialClient client,
            VerifiedIdentity identity,
            Set<String> scope,
            List<String> audience,
            Instant issued,
            Instant expires) {
        if (client.token() == TokenKind.OPAQUE || key == null) {
            return RandomToken.next();
        }
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(identity.subject())
                .audience(audience.isEmpty() ? List.of(issuer) : audience)
                .issueTime(Date.from(issued))
                .expirationTime(Date.from(expires))
                .jwtID(RandomToken.next())
                .claim("client_id", client.id())
                .claim("scope", String.join(" ", scope))
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(AT_JWT)
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("can't sign with a key made for it", e);
        }
        return jwt.serialize();
    }
}
