package io.github.jitcredentials.authority.identity;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who an ID token is about, once its signature and claims were checked.
 *
 * @param issuer who said so
 * @param subject about whom
 * @param jti the token's own id, or null
 * @param expires when the token ends
 */
public record VerifiedIdentity(
        String issuer, String subject, @Nullable String jti, Instant expires) {

    /** The token's own id. */
    public Optional<String> tokenId() {
        return Optional.ofNullable(jti);
    }
}
