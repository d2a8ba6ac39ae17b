package io.github.jitcredentials.authority.grant;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was granted. Holds no token, only its name.
 *
 * @param id unique within a run
 * @param fingerprint the first 12 hex digits of the token's SHA-256
 * @param client who asked
 * @param issuer whose word the subject is
 * @param subject for whom
 * @param scope what may be done, in the order asked
 * @param audience where, as asked ({@code audience} and {@code resource}); recorded, empty if not asked
 * @param kind how the token looks
 * @param issued when it was granted
 * @param expires when it ends by itself
 * @param revoked when it was revoked, or null
 * @param purpose what it was said to be for, or null
 * @param requestId the request's own id, or null
 */
public record Grant(
        String id,
        String fingerprint,
        String client,
        String issuer,
        String subject,
        Set<String> scope,
        List<String> audience,
        TokenKind kind,
        Instant issued,
        Instant expires,
        @Nullable Instant revoked,
        @Nullable String purpose,
        @Nullable String requestId) {

    public Grant {
        scope = Collections.unmodifiableSet(new LinkedHashSet<>(scope));
        audience = List.copyOf(audience);
        if (!issued.isBefore(expires)) {
            throw new IllegalArgumentException("a grant ends after it begins");
        }
    }

    /** Whether the token can be used at that time. */
    public boolean aliveAt(Instant now) {
        return revoked == null && now.isBefore(expires);
    }

    public Optional<Instant> revokedAt() {
        return Optional.ofNullable(revoked);
    }

    Grant revokedAt(Instant when) {
        return new Grant(
                id,
                fingerprint,
                client,
                issuer,
                subject,
                scope,
                audience,
                kind,
                issued,
                expires,
                when,
                purpose,
                requestId);
    }
}
