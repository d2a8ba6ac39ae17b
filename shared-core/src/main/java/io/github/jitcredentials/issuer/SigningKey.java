package io.github.jitcredentials.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.JWTID;
import io.github.jitcredentials.model.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client's private key, RSA or EC, with which it shows who it is (RFC 7523 section 2.2). */
final class SigningKey {
    /** Long enough for a slow authority, too short to be found useful later. */
    private static final Duration LIFE = Duration.ofMinutes(1);

    private static final String WANTED = "is not a private key in PKCS#8 (PEM, begins with BEGIN PRIVATE KEY) or a JWK";

    private final PrivateKey key;
    private final JWSAlgorithm algorithm;
    private final @Nullable String id;

    private SigningKey(PrivateKey key, JWSAlgorithm algorithm, @Nullable String id) {
        this.key = key;
        this.algorithm = algorithm;
        this.id = id;
    }

    /**
     * Reads a JWK (RFC 7517), or PKCS#8 in PEM (RFC 7468 section 10).
     *
     * @param id how the authority calls it; empty for what the key itself says
     * @throws IllegalArgumentException with the end of a sentence, and no word of the text, if it is no such key
     */
    static SigningKey of(Secret text, String id) {
        String given = text.reveal().strip();
        try {
            return given.startsWith("{") ? jwk(JWK.parse(given), id) : pem(given, id);
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            // Its own message could quote what it read.
            throw new IllegalArgumentException(WANTED);
        }
    }

    /** An assertion that is good for one use: the client speaks for itself, to this audience, now. */
    ClientAuthentication prove(String client, String audience, Instant now) {
        try {
            return new PrivateKeyJWT(
                    new JWTAuthenticationClaimsSet(
                            new ClientID(client),
                            List.of(new Audience(audience)),
                            Date.from(now.plus(LIFE)),
                            null,
                            Date.from(now),
                            new JWTID()),
                    algorithm,
                    key,
                    id,
                    null);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("is a key that " + algorithm + " can't sign with");
        }
    }

    private static SigningKey jwk(JWK jwk, String id) throws JOSEException {
        String called = id.isEmpty() ? jwk.getKeyID() : id;
        if (jwk instanceof RSAKey rsa && rsa.isPrivate()) {
            boolean said = rsa.getAlgorithm() != null;
            return new SigningKey(
                    rsa.toPrivateKey(),
                    said ? JWSAlgorithm.parse(rsa.getAlgorithm().getName()) : JWSAlgorithm.RS256,
                    called);
        }
        if (jwk instanceof ECKey ec && ec.isPrivate()) {
            return new SigningKey(ec.toPrivateKey(), ECDSA.resolveAlgorithm(ec.getCurve()), called);
        }
        throw new IllegalArgumentException(WANTED);
    }

    private static SigningKey pem(String text, String id) throws GeneralSecurityException, JOSEException {
        if (!text.startsWith("-----BEGIN PRIVATE KEY-----") || !text.endsWith("-----END PRIVATE KEY-----")) {
            throw new IllegalArgumentException(WANTED);
        }
        String body = text.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body));
        String called = id.isEmpty() ? null : id;
        try {
            return new SigningKey(KeyFactory.getInstance("RSA").generatePrivate(spec), JWSAlgorithm.RS256, called);
        } catch (GeneralSecurityException e) {
            ECPrivateKey ec = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(spec);
            JWSAlgorithm algorithm = ECDSA.resolveAlgorithm(Curve.forECParameterSpec(ec.getParams()));
            return new SigningKey(ec, algorithm, called);
        }
    }
}
