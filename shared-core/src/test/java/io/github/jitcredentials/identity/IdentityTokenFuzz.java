package io.github.jitcredentials.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Any text as an identity token, and any bytes as the claims of one that is well signed: the pinned issuer's identity, or {@link
 * JitException.NoIdentity}.
 */
public final class IdentityTokenFuzz {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String AUDIENCE = "https://sso.example.com";
    private static final ECKey KEY = key();
    private static final TokenVerifier VERIFIER = verifier();

    private IdentityTokenFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws JOSEException {
        if (verifies(new String(data, StandardCharsets.UTF_8))) {
            throw new AssertionError("nobody else has the key");
        }
        JWSObject signed = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY.getKeyID()).build(), new Payload(data));
        signed.sign(new ECDSASigner(KEY));
        verifies(signed.serialize());
    }

    private static boolean verifies(String token) {
        if (token.isEmpty()) {
            // No source of ours passes on an empty one.
            return false;
        }
        try {
            Identity identity = VERIFIER.verify(Secret.of(token), AUDIENCE).identity();
            if (!identity.issuer().equals(CiAuthority.ISSUER)
                    || identity.subject().isBlank()
                    || !identity.expiresAt().isAfter(NOW)) {
                throw new AssertionError("that is nobody's identity");
            }
            return true;
        } catch (JitException.NoIdentity e) {
            return false;
        }
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static TokenVerifier verifier() {
        try {
            Path jwks = Files.createTempFile("jwks", ".json");
            jwks.toFile().deleteOnExit();
            Files.writeString(jwks, new JWKSet(KEY.toPublicJWK()).toString(true));
            TestTime time = new TestTime(NOW);
            return new TokenVerifier(
                    new Pins("ci", CiAuthority.ISSUER, jwks.toString(), "", Pins.KNOWN),
                    new Web(WebSettings.standard(), time),
                    time);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
