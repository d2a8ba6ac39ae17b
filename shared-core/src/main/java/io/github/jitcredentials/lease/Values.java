package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.Estate.Lost;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The values of one lease: the one its task has, those before it that are not over yet, and what was asked for and never came.
 * Knows whether a renewal is under way, so that whoever ends the lease can wait for it, or leave it behind. Thread safe.
 */
final class Values {
    private final List<Value> others = new ArrayList<>(0);
    private List<Lost> lost = List.of();
    private Value current;
    private @Nullable CompletableFuture<Void> renewal;
    private @Nullable Lost asked;
    private @Nullable Instant seenAlive;
    private boolean leftBehind;
    private boolean restIsProven = true;
    private int renewals;
    private int asks;

    Values(Value first) {
        current = first;
    }

    synchronized Value current() {
        return current;
    }

    /** All that are alive as far as is known, the newest last. */
    synchronized List<Value> all() {
        List<Value> all = new ArrayList<>(others);
        all.add(current);
        return all;
    }

    synchronized List<Lost> lost() {
        return lost;
    }

    /** Those, and what is being asked for. */
    synchronized List<Lost> unknown() {
        if (asked == null) {
            return lost;
        }
        List<Lost> all = new ArrayList<>(lost);
        all.add(asked);
        return all;
    }

    synchronized boolean restIsProven() {
        return restIsProven;
    }

    synchronized int renewals() {
        return renewals;
    }

    /** When the authority said for the first time that one of them is alive. */
    synchronized Optional<Instant> seenAlive() {
        return seenAlive == null ? current.lifeSign().seen() : Optional.of(seenAlive);
    }

    /** Begins a renewal; false if one is under way. */
    synchronized boolean begin() {
        if (renewal != null || leftBehind) {
            return false;
        }
        renewal = new CompletableFuture<>();
        return true;
    }

    /** The number of this renewal, from 2 on: that of its value, if it gets one. */
    synchronized int number() {
        return JournalRecord.FIRST + ++asks;
    }

    /** Another value is going to be asked for. */
    synchronized void asking(Lost what) {
        asked = what;
    }

    /** It did not come into being. */
    synchronized void notIssued() {
        asked = null;
    }

    /** Nobody knows whether it did. */
    synchronized void unanswered() {
        if (asked != null) {
            loseAsked(asked);
        }
    }

    /** It came; false if whoever ends the lease has not waited for it. */
    synchronized boolean add(Value value) {
        if (leftBehind) {
            return false;
        }
        asked = null;
        others.add(value);
        return true;
    }

    /** The task has it now. */
    synchronized void promote(Value value) {
        others.remove(value);
        others.add(current);
        keepSeen(current);
        current = value;
        renewals++;
    }

    synchronized void extended() {
        renewals++;
    }

    /** It is over. */
    synchronized void remove(Value value, LeaseState fate) {
        if (others.remove(value)) {
            keepSeen(value);
            restIsProven &= fate == LeaseState.PROVEN;
        }
    }

    /** What was left behind has come, and is over. */
    synchronized void found(int number) {
        lost = lost.stream().filter(one -> one.value() != number).toList();
        restIsProven = false;
    }

    /** The renewal that was begun is over. */
    void settled() {
        CompletableFuture<Void> over;
        synchronized (this) {
            over = renewal;
            renewal = null;
        }
        if (over != null) {
            over.complete(null);
        }
    }

    synchronized Optional<CompletableFuture<Void>> underWay() {
        return Optional.ofNullable(renewal);
    }

    /** No longer waits for what was asked for: if it comes after this, it comes too late. */
    synchronized void leaveBehind() {
        leftBehind = true;
        if (asked != null) {
            loseAsked(asked);
        }
    }

    private void loseAsked(Lost what) {
        List<Lost> more = new ArrayList<>(lost);
        more.add(what);
        lost = List.copyOf(more);
        asked = null;
    }

    private void keepSeen(Value value) {
        if (seenAlive == null) {
            seenAlive = value.lifeSign().seen().orElse(null);
        }
    }
}
