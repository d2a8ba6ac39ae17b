package io.github.jitcredentials.torture;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** A CI system that vouches for whom it is told to, for as long as it is told to. */
final class Identities {
    static final String ISSUER = "https://ci.example.com";

    private static final Duration AGE = Duration.ofMinutes(15);

    private final RSAKey key;
    private final Path jwks;
    private final LeakCanary canary;

    Identities(Path folder, LeakCanary canary) throws IOException, JOSEException {
        this.canary = canary;
        key = new RSAKeyGenerator(2048)
                .algorithm(JWSAlgorithm.RS256)
                .keyIDFromThumbprint(true)
                .generate();
        jwks = folder.resolve("jwks.json");
        Files.writeString(jwks, new JWKSet(key.toPublicJWK()).toString());
    }

    Path jwks() {
        return jwks;
    }

    /** Puts a fresh token for the authority into a file, all of it at once. */
    void vouch(Path file, String subject, String audience, Duration life) throws IOException, JOSEException {
        Instant now = Instant.now();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject(subject)
                        .audience(audience)
                        .claim("repository", "acme/app")
                        // Long ago, for a host whose clock has been set back.
                        .issueTime(Date.from(now.minus(AGE)))
                        .expirationTime(Date.from(now.plus(life)))
                        .jwtID(UUID.randomUUID().toString())
                        .build());
        token.sign(new RSASSASigner(key));
        canary.watch(Secret.of(token.serialize()));
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.writeString(draft, token.serialize());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
