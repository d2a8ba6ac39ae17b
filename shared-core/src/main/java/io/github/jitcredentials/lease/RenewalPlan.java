package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When one lease is renewed, and its old values end. A value is renewed at a random moment of its life, so that many leases that were
 * opened together are not renewed together; what fails is tried again, ever more rarely, until the value is stale. Thread safe.
 */
final class RenewalPlan {
    /** A renewal is due between these parts of a value's life: the peak is then less than twice the mean. */
    private static final double EARLIEST = 0.3;

    private static final double LATEST = 0.8;
    /** From this part on nobody tries any more. */
    private static final double STALE = 0.92;
    /** Two tries are at least so far apart, of a value's life. */
    private static final double FIRST_WAIT = 0.01;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    /** The old value lives so long beside the new one, or half of what it has left: what was begun with it may go on. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);
    /** How long after an old value could not be ended that is tried again. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Consent consent;
    private final Revoker revoker;
    private final List<Retirement> retirements = new ArrayList<>(1);
    private @Nullable Moment due;
    private @Nullable Moment stale;
    private Duration wait = Duration.ZERO;
    private @Nullable Problem failure;

    /** An old value, and when it is to end. */
    private record Retirement(Value value, Moment due) {}

    RenewalPlan(Consent consent, Revoker revoker) {
        this.consent = consent;
        this.revoker = revoker;
    }

    Consent consent() {
        return consent;
    }

    /**
     * A value is alive from now on.
     *
     * @param last when the lease ends: a value that lives until then is not renewed
     */
    synchronized void lives(Value value, Moment last) {
        Time time = revoker.time();
        Duration life = value.deadline().left(time);
        failure = null;
        if (value.deadline().left(time).compareTo(last.left(time)) >= 0) {
            due = null;
            return;
        }
        Moment now = Moment.now(time);
        due = now.plus(revoker.portion(life, EARLIEST, LATEST));
        stale = now.plus(part(life, STALE));
        wait = part(life, FIRST_WAIT);
    }

    /** Whether to renew now; true once. */
    synchronized boolean take() {
        if (due == null || !due.hasCome(revoker.time())) {
            return false;
        }
        due = null;
        return true;
    }

    /**
     * No new value came.
     *
     * @param isFinal whether trying again is of no use
     * @return whether it is given up
     */
    synchronized boolean failed(JitException why, boolean isFinal) {
        failure = why.problems().get(0);
        Duration pause = revoker.portion(wait, 0.5, 1);
        if (why instanceof JitException.Unavailable unavailable) {
            Duration asked = unavailable.retryAfter().orElse(Duration.ZERO);
            pause = asked.compareTo(pause) > 0 ? asked : pause;
        }
        wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
        Moment next = Moment.now(revoker.time()).plus(pause);
        Time time = revoker.time();
        if (isFinal || stale == null || stale.left(time).compareTo(next.left(time)) < 0) {
            due = null;
            return true;
        }
        due = next;
        return false;
    }

    /** Why no new value came since one was due; empty if none was, or it came. */
    synchronized Optional<Problem> failure() {
        return Optional.ofNullable(failure);
    }

    /** An old value is to end a while from now. */
    synchronized void retires(Value value) {
        Duration left = part(value.deadline().left(revoker.time()), 0.5);
        Duration overlap = left.compareTo(OVERLAP) < 0 ? left : OVERLAP;
        retirements.add(new Retirement(value, Moment.now(revoker.time()).plus(overlap)));
    }

    /** A value could not be ended; that is tried again. */
    synchronized void retiresLater(Value value) {
        retirements.add(new Retirement(value, Moment.now(revoker.time()).plus(RETRY)));
    }

    /** The values that are to end now; each once. */
    synchronized List<Value> takeRetired() {
        List<Value> now = retirements.stream()
                .filter(retirement -> retirement.due().hasCome(revoker.time()))
                .map(Retirement::value)
                .toList();
        retirements.removeIf(retirement -> now.contains(retirement.value()));
        return now;
    }

    /** When next something is to be done, if before that. */
    synchronized Moment nextBefore(Moment other) {
        Time time = revoker.time();
        Moment next = due == null ? other : earlier(due, other, time);
        for (Retirement retirement : retirements) {
            next = earlier(retirement.due(), next, time);
        }
        return next;
    }

    private static Moment earlier(Moment a, Moment b, Time time) {
        return a.left(time).compareTo(b.left(time)) <= 0 ? a : b;
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofNanos((long) (whole.toNanos() * part));
    }
}
