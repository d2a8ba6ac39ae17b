package io.github.jitcredentials.issuer;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.model.Secret;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/**
 * The tokens by which a GitHub App says that it is this App. Whoever holds one is the App for nine minutes, so each is made for
 * one call and not kept.
 *
 * @see <a href="https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app">Generating
 *     a JSON Web Token for a GitHub App</a>
 */
final class AppTokens {
    /** GitHub refuses a token made in its future, so ours are a minute old when they are made. */
    private static final Duration BACK = Duration.ofSeconds(60);

    /** From then on; GitHub takes none that lives for more than ten minutes in all. */
    private static final Duration LIFE = Duration.ofMinutes(8);

    private static final JWSHeader HEADER =
            new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).build();

    private final String app;
    private final AppSigner signer;

    AppTokens(String app, AppSigner signer) {
        this.app = app;
        this.signer = signer;
    }

    /** @throws io.github.jitcredentials.model.JitException as {@link AppSigner#sign} */
    Secret at(Instant now) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(app)
                .issueTime(Date.from(now.minus(BACK)))
                .expirationTime(Date.from(now.plus(LIFE)))
                .build();
        SignedJWT unsigned = new SignedJWT(HEADER, claims);
        Base64URL signature = Base64URL.encode(signer.sign(unsigned.getSigningInput()));
        try {
            return Secret.of(
                    new SignedJWT(HEADER.toBase64URL(), claims.toPayload().toBase64URL(), signature).serialize());
        } catch (ParseException e) {
            throw new IllegalStateException("a token of our own can't be read", e);
        }
    }
}
