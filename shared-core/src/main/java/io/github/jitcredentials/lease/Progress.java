package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One lease on its way through the table: writes down each step and tells it. Thread safe. */
final class Progress {
    private final Intent intent;
    private final LeaseJournal journal;
    private final LeaseListener listener;
    private final Time time;
    private LeaseState state;
    private @Nullable Problem unrecorded;

    Progress(Intent intent, LeaseState state, LeaseJournal journal, LeaseListener listener, Time time) {
        this.intent = intent;
        this.state = state;
        this.journal = journal;
        this.listener = listener;
        this.time = time;
    }

    Intent intent() {
        return intent;
    }

    synchronized LeaseState state() {
        return state;
    }

    /** Why not all of it was written down or told; empty if all was. */
    synchronized Optional<Problem> unrecorded() {
        return Optional.ofNullable(unrecorded);
    }

    /**
     * Moves, or stays where it is.
     *
     * @throws JitException.NotRecorded if it can't be written down
     */
    synchronized void move(LeaseEvent event, String detail) {
        LeaseTable.Row row = LeaseTable.row(state, event);
        Transition transition = new Transition(intent.lease(), event, row.to(), time.now(), detail);
        journal.append(transition);
        state = row.to();
        listener.moved(intent, transition);
    }

    /**
     * Writes down that another value is going to be asked for.
     *
     * @return whether it may be: not if the lease is ending
     * @throws JitException.NotRecorded if it can't be written down or told; then it may not be either
     */
    synchronized boolean renew(Renewal renewal) {
        if (state != LeaseState.ACTIVE) {
            return false;
        }
        journal.append(renewal);
        state = LeaseTable.row(state, LeaseEvent.RENEWAL_DUE).to();
        try {
            listener.renewing(intent, renewal);
        } catch (RuntimeException | Error e) {
            note(LeaseEvent.RENEWAL_FAILED, "not asked: the intent could not be told");
            throw e;
        }
        return true;
    }

    /**
     * As {@link #move}, if the lease is being renewed.
     *
     * @return whether it was; if not, it is ending
     */
    synchronized boolean renewed() {
        if (state != LeaseState.RENEWING) {
            return false;
        }
        move(LeaseEvent.RENEWED, "");
        return true;
    }

    /** Notes what came of a renewal, unless the lease is ending and nothing depends on that any more. */
    synchronized void notRenewed(LeaseEvent event, Problem problem) {
        if (state == LeaseState.RENEWING) {
            note(event, problem);
        }
    }

    /** One of several values is over. */
    void retire(int value, LeaseState fate) {
        Retired retired = new Retired(intent.lease(), value, fate, time.now());
        tolerate(() -> journal.append(retired));
        tolerate(() -> listener.retired(intent, retired));
    }

    /** Moves in any case: on the way to its end a lease is not stopped by a full disk. */
    synchronized LeaseTable.Row note(LeaseEvent event, String detail) {
        LeaseTable.Row row = LeaseTable.row(state, event);
        Transition transition = new Transition(intent.lease(), event, row.to(), time.now(), detail);
        state = row.to();
        tolerate(() -> journal.append(transition));
        tolerate(() -> listener.moved(intent, transition));
        return row;
    }

    /** As {@link #note}, and an alarm if the table wants one. */
    void note(LeaseEvent event, Problem problem) {
        if (note(event, problem.what()).action() == LeaseAction.ALARM) {
            tolerate(() -> listener.alarm(intent, problem));
        }
    }

    synchronized void tolerate(Runnable step) {
        try {
            step.run();
        } catch (JitException e) {
            keep(e.problems().get(0));
        } catch (RuntimeException e) {
            keep(Problem.of("a listener failed (" + e.getClass().getName() + ")"));
        }
    }

    private void keep(Problem problem) {
        if (unrecorded == null) {
            unrecorded = problem;
        }
    }
}
