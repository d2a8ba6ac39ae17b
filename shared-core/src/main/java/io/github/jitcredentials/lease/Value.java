package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.Estate.Part;
import java.time.Duration;
import java.time.Instant;

/** One value of a lease, in its owner's memory. Thread safe; prints no secret. */
final class Value {
    private final int number;
    private final String requestId;
    private final LifeSign lifeSign;
    private Issued issued;
    private Moment deadline;
    private Instant until;
    private boolean recorded;

    /** @param deadline when a task may have it no longer */
    Value(int number, String requestId, Issued issued, Moment deadline, LifeSign lifeSign) {
        this.number = number;
        this.requestId = requestId;
        this.issued = issued;
        this.deadline = deadline;
        this.until = issued.expiresAt();
        this.lifeSign = lifeSign;
    }

    int number() {
        return number;
    }

    String requestId() {
        return requestId;
    }

    LifeSign lifeSign() {
        return lifeSign;
    }

    synchronized Issued issued() {
        return issued;
    }

    synchronized Moment deadline() {
        return deadline;
    }

    /** When it is dead for certain. */
    synchronized Instant until() {
        return until;
    }

    /** From now on it may live as long as that; it is not known whether it does. */
    synchronized void mayLive(Instant latest) {
        until = latest;
    }

    /** It lives longer, and its task may have it longer. */
    synchronized void extended(Issued longer, Moment later) {
        issued = longer;
        until = longer.expiresAt();
        deadline = later;
    }

    synchronized boolean isRecorded() {
        return recorded;
    }

    synchronized void recorded() {
        recorded = true;
    }

    /** @param patience for the authority's word that it is alive */
    Part part(Duration patience) {
        return new Part(number, requestId, issued().handle(), until(), () -> lifeSign.settled(patience));
    }

    GuardedValue guarded() {
        return new GuardedValue(
                number, requestId, issued().handle(), until(), lifeSign.seen().orElse(null));
    }

    @Override
    public String toString() {
        return "Value[" + number + "]";
    }
}
