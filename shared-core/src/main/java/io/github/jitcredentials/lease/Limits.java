package io.github.jitcredentials.lease;

import java.time.Duration;

/**
 * How long leases wait for others.
 *
 * @param revoke for an authority to accept a revocation, all retries together
 * @param proof for an authority to say "dead" after it accepted; some lag by about ten seconds
 * @param firstProbe for the answer to "is it alive" when the end has come and nobody answered before
 * @param guardian for the guardian's acknowledgement, its start included: on a machine with far too much to do a JVM takes its time
 */
public record Limits(Duration revoke, Duration proof, Duration firstProbe, Duration guardian) {
    public Limits {
        if (isNotPositive(revoke) || isNotPositive(proof) || isNotPositive(firstProbe) || isNotPositive(guardian)) {
            throw new IllegalArgumentException("limits are longer than nothing");
        }
    }

    /** What is right where nobody says otherwise. */
    public static Limits standard() {
        return new Limits(
                Duration.ofSeconds(30), Duration.ofSeconds(12), Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /** The same with another limit for revocations. */
    public Limits withRevoke(Duration limit) {
        return new Limits(limit, proof, firstProbe, guardian);
    }

    private static boolean isNotPositive(Duration duration) {
        return duration.isZero() || duration.isNegative();
    }
}
