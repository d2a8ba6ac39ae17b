package io.github.jitcredentials.authority.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which assertions were used: RFC 7523 section 3 point 7. Remembers each until it is dead anyway. Thread safe. */
public final class UsedAssertions {
    private static final Duration SKEW = Duration.ofSeconds(IdentityVerifier.SKEW_SECONDS);

    private final Map<List<String>, Instant> used = new ConcurrentHashMap<>();
    private final Clock clock;

    public UsedAssertions(Clock clock) {
        this.clock = clock;
    }

    /**
     * Uses up an assertion.
     *
     * @return whether this was its first use; of several threads with the same assertion one is told so
     */
    public boolean use(String issuer, String jti, Instant expires) {
        Instant now = clock.instant();
        used.values().removeIf(dead -> dead.isBefore(now));
        return used.putIfAbsent(List.of(issuer, jti), expires.plus(SKEW)) == null;
    }
}
