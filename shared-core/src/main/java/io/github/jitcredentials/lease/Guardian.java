package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.LeaseId;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A second process that ends leases when the one that opened them can't: it was killed, or it was stopped past a deadline.
 * Implementations are thread safe and return at once; what they hold never leaves the two processes' memory and the pipe.
 */
public interface Guardian extends AutoCloseable {
    /** Starts the process and returns at once; the first {@link #hold} is acknowledged when it is ready. */
    static Guardian start(GuardianLaunch launch) {
        return GuardianProcess.start(launch);
    }

    /** Nobody: after a crash the next sweep is the first who can do something. */
    static Guardian none() {
        return NoGuardian.INSTANCE;
    }

    /** Whether there is one. */
    boolean isPresent();

    /**
     * Gives it a lease to hold, or tells it all that is to be known of one which it holds already. Calls about one lease take
     * effect in their order.
     *
     * @return completes when it has acknowledged; fails with {@link io.github.jitcredentials.model.JitException.NotRecorded} if it
     *     can't, is gone, or has begun to end that lease
     */
    CompletableFuture<Void> hold(GuardedLease lease);

    /** Tells it that the authority said "alive" of a value, so that its own "dead" counts. */
    void seenAlive(LeaseId lease, int value, Instant at);

    /** Tells it that a lease is over. */
    void release(LeaseId lease);

    /** Who is told when it ended a lease by itself; called on a thread of its own that must not be blocked. One at a time. */
    void whenEnded(Consumer<Ended> listener);

    /**
     * Says good-bye. What it still holds, which its owner could not end, it goes on trying to end until it expires; otherwise it
     * leaves at once. Idempotent, does not wait.
     */
    @Override
    void close();

    /**
     * A lease that the guardian ended while its owner lived.
     *
     * @param lease which one
     * @param outcome REVOKED, PROVEN, EXPIRED, UNENDED, UNCERTAIN or STUCK
     * @param at when, by the machine's clock
     */
    record Ended(LeaseId lease, LeaseState outcome, Instant at) {}
}
