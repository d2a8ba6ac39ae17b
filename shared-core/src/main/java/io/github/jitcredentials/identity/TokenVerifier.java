package io.github.jitcredentials.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides whether an ID token is what the pins say (RFC 7519 section 7.2, RFC 8725). Thread safe. */
final class TokenVerifier {
    /** The longest token, in characters. */
    static final int LONGEST = 16 * 1024;

    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final int SHORTEST_RSA = 2048;
    private static final int MOST_KEYS = 10;

    private final Pins pins;
    private final TrustedKeys keys;
    private final Clock clock;

    TokenVerifier(Pins pins, Web web, Clock clock) {
        this.pins = pins;
        this.keys = new TrustedKeys(pins, web, clock);
        this.clock = clock;
    }

    /** @throws JitException.NoIdentity saying what is wrong with it, without repeating it */
    IdentityToken verify(Secret token, String asked) {
        if (token.reveal().length() > LONGEST) {
            throw no("the token is longer than 16 KB", "");
        }
        SignedJWT jwt;
        JWTClaimsSet claims;
        Map<String, Object> raw;
        try {
            jwt = SignedJWT.parse(token.reveal());
            checkHeader(jwt.getHeader());
            // The signature comes before anything that is written in it.
            checkSignature(jwt);
            claims = jwt.getJWTClaimsSet();
            raw = jwt.getPayload().toJSONObject();
        } catch (ParseException e) {
            throw no("that is no signed token (JWT)", "");
        }
        checkParties(claims, pins.audience().isEmpty() ? asked : pins.audience());
        Instant expires = checkTimes(claims);
        String subject = claims.getSubject();
        if (subject == null || subject.isBlank()) {
            throw no("the token names no subject", "");
        }
        return new IdentityToken(
                new Identity(pins.source(), pins.issuer(), subject, Claims.normalise(raw), expires), token);
    }

    private void checkHeader(JWSHeader header) {
        String algorithm = header.getAlgorithm().getName();
        if (!pins.algorithms().contains(algorithm)) {
            throw no(
                    "the token is signed with " + Words.quote(algorithm) + ", which is not accepted here",
                    "Accepted: "
                            + String.join(
                                    ", ", pins.algorithms().stream().sorted().toList()));
        }
        if (header.getJWKURL() != null || header.getX509CertURL() != null || header.getJWK() != null) {
            throw no("the token brings its own key, or the address of one", "Keys come from the pinned issuer only.");
        }
    }

    private void checkSignature(SignedJWT jwt) {
        List<JWK> candidates = keys.matching(jwt.getHeader());
        if (candidates.isEmpty()) {
            throw no("the token is signed with a key that " + pins.issuer() + " does not publish", "");
        }
        if (candidates.stream().limit(MOST_KEYS).noneMatch(key -> isSignedWith(jwt, key))) {
            throw no("the token's signature is wrong", "");
        }
    }

    private static boolean isSignedWith(SignedJWT jwt, JWK key) {
        try {
            return jwt.verify(verifier(key));
        } catch (JOSEException e) {
            // This key is of no use for this token; another may be.
            return false;
        }
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        if (key instanceof RSAKey rsa && rsa.size() >= SHORTEST_RSA) {
            return new RSASSAVerifier(rsa);
        } else if (key instanceof ECKey ec) {
            return new ECDSAVerifier(ec);
        } else if (key instanceof OctetKeyPair pair) {
            return new Ed25519Check(pair);
        }
        throw new JOSEException("unusable key");
    }

    private void checkParties(JWTClaimsSet claims, String audience) {
        if (!pins.issuer().equals(claims.getIssuer())) {
            throw no(
                    "the token is from " + (claims.getIssuer() == null ? "nobody" : Words.quote(claims.getIssuer())),
                    "Wanted: " + pins.issuer());
        }
        List<String> found = claims.getAudience();
        if (found.size() != 1) {
            // Whoever else it is meant for could use it too.
            throw no("the token has " + found.size() + " audiences, and must have exactly one", "Wanted: " + audience);
        }
        if (!audience.equals(found.get(0))) {
            throw no("the token is meant for " + Words.quote(found.get(0)), "Wanted audience: " + audience);
        }
    }

    private Instant checkTimes(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Instant expires = instant(claims.getExpirationTime());
        if (expires == null) {
            throw no("the token never expires", "A token without exp is not accepted.");
        }
        if (!now.isBefore(expires)) {
            throw no("the token expired at " + expires, "Let the CI system write a new one.");
        }
        Instant notBefore = instant(claims.getNotBeforeTime());
        Instant issued = instant(claims.getIssueTime());
        if (notBefore != null && notBefore.isAfter(now.plus(SKEW))) {
            throw no("the token is not valid before " + notBefore, "Check this machine's clock.");
        }
        if (issued != null && issued.isAfter(now.plus(SKEW))) {
            throw no("the token was issued in the future, at " + issued, "Check this machine's clock.");
        }
        return expires;
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }

    private JitException.NoIdentity no(String what, String todo) {
        return Words.noIdentity(pins.source(), what, todo);
    }
}
