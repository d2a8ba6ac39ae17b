package io.github.jitcredentials.frontend;

import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.Time;
import io.github.jitcredentials.model.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * When the end of a lease that is stuck is tried again: a minute after it failed, then after twice as long each time, an hour at most,
 * and once more when the credential has ended by itself. Each comes a little earlier by chance, because many leases get stuck at
 * once. In memory: a start tries all. Thread safe.
 */
final class Retries implements LeaseListener {
    private static final Duration FIRST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Until then a credential that expired may be alive by its authority's clock; nobody says before that that it is over. */
    private static final Duration SKEW = Duration.ofSeconds(61);

    private final Time time;
    private final RandomGenerator random;
    private final Map<LeaseId, Wait> waiting = new ConcurrentHashMap<>();

    /**
     * One lease that waits.
     *
     * @param whole how long after the last failure, before chance
     * @param due by the monotonic clock
     */
    private record Wait(Duration whole, long due) {}

    Retries(Time time, RandomGenerator random) {
        this.time = time;
        this.random = random;
    }

    /** Whether it may be tried now; so may one that nobody has tried yet. */
    boolean isDue(LeaseId lease) {
        Wait wait = waiting.get(lease);
        return wait == null || time.nanos() - wait.due() >= 0;
    }

    @Override
    public void ended(LeaseReport report) {
        if (report.outcome() == LeaseState.STUCK) {
            waiting.compute(report.id(), (lease, last) -> next(last == null ? FIRST : twice(last.whole()), report));
        } else {
            waiting.remove(report.id());
        }
    }

    private Wait next(Duration whole, LeaseReport report) {
        Duration wait = Duration.ofNanos((long) (whole.toNanos() * random.nextDouble(0.8, 1)));
        Instant until = report.aliveUntil();
        if (until != null && until.isBefore(Instant.MAX.minus(SKEW))) {
            Duration left = Duration.between(time.now(), until.plus(SKEW));
            wait = left.isNegative() || wait.compareTo(left) < 0 ? wait : left;
        }
        return new Wait(whole, time.nanos() + wait.toNanos());
    }

    private static Duration twice(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }
}
