package io.github.jitcredentials.authority.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks ID tokens of the pinned issuers: signature, algorithm, exactly one audience, life time.
 *
 * <p>RFC 7523 section 3 and RFC 8725. Thread safe.
 */
public final class IdentityVerifier {
    /** How far the issuer's clock may be off, in seconds. */
    public static final int SKEW_SECONDS = 30;

    private final Map<String, DefaultJWTProcessor<SecurityContext>> processors = new HashMap<>();

    /**
     * @param issuers the issuers whose word is taken
     * @param audience what the one {@code aud} of a token has to be: this authority's URL
     */
    public IdentityVerifier(List<TrustedIssuer> issuers, String audience, Clock clock) {
        for (TrustedIssuer issuer : issuers) {
            Set<JWSAlgorithm> algorithms =
                    issuer.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
            JWKSource<SecurityContext> keys = IssuerKeys.of(issuer.jwks());
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
            processor.setJWTClaimsSetVerifier(new Claims(issuer.issuer(), audience, clock));
            if (processors.put(issuer.issuer(), processor) != null) {
                throw new IllegalArgumentException("issuer is configured twice: " + issuer.issuer());
            }
        }
    }

    /**
     * Whose word the token is, or why it is not taken.
     *
     * @throws RejectedTokenException if the token is not one of a pinned issuer for this audience, or is not alive
     */
    public VerifiedIdentity verify(String token) throws RejectedTokenException {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            // The claim only picks which of the pinned issuers to check against.
            String claimed = jwt.getJWTClaimsSet().getIssuer();
            DefaultJWTProcessor<SecurityContext> processor = claimed == null ? null : processors.get(claimed);
            if (processor == null) {
                throw new RejectedTokenException("its issuer is not trusted here", false);
            }
            JWTClaimsSet claims = processor.process(jwt, null);
            if (claims.getSubject().isBlank()) {
                throw new RejectedTokenException("its subject is empty", false);
            }
            return new VerifiedIdentity(
                    claimed,
                    claims.getSubject(),
                    claims.getJWTID(),
                    claims.getExpirationTime().toInstant());
        } catch (ParseException e) {
            throw new RejectedTokenException("it is not a signed JWT", false);
        } catch (RateLimitReachedException e) {
            throw new RejectedTokenException("it is signed with an unknown key", false);
        } catch (KeySourceException e) {
            throw new RejectedTokenException("the keys of its issuer can't be read", true);
        } catch (BadJOSEException e) {
            throw new RejectedTokenException(String.valueOf(e.getMessage()), false);
        } catch (JOSEException e) {
            throw new RejectedTokenException("its signature can't be checked", false);
        }
    }

    private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final String audience;
        private final Clock clock;

        Claims(String issuer, String audience, Clock clock) {
            super(audience, new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp"));
            this.audience = audience;
            this.clock = clock;
            setMaxClockSkew(SKEW_SECONDS);
        }

        @Override
        public void verify(JWTClaimsSet claims, @Nullable SecurityContext context) throws BadJWTException {
            super.verify(claims, context);
            if (!claims.getAudience().equals(List.of(audience))) {
                throw new BadJWTException("exactly one audience is taken");
            }
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
