package io.github.jitcredentials.frontend;

import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Tells each of several in turn, whatever the others throw; what the first of them threw is thrown then. */
record SeveralListeners(List<LeaseListener> listeners) implements LeaseListener {
    SeveralListeners {
        listeners = List.copyOf(listeners);
    }

    private void each(Consumer<LeaseListener> told) {
        RuntimeException first = null;
        for (LeaseListener listener : listeners) {
            try {
                told.accept(listener);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public void intended(Intent intent, CrashOutlook outlook) {
        each(listener -> listener.intended(intent, outlook));
    }

    @Override
    public void issued(Intent intent, Issued issued) {
        each(listener -> listener.issued(intent, issued));
    }

    @Override
    public void renewing(Intent intent, Renewal renewal) {
        each(listener -> listener.renewing(intent, renewal));
    }

    @Override
    public void renewed(Intent intent, Renewal renewal, Issued issued) {
        each(listener -> listener.renewed(intent, renewal, issued));
    }

    @Override
    public void retired(Intent intent, Retired retired) {
        each(listener -> listener.retired(intent, retired));
    }

    @Override
    public void notRenewed(Intent intent, Problem problem) {
        each(listener -> listener.notRenewed(intent, problem));
    }

    @Override
    public void seenAlive(Intent intent, Instant at) {
        each(listener -> listener.seenAlive(intent, at));
    }

    @Override
    public void moved(Intent intent, Transition transition) {
        each(listener -> listener.moved(intent, transition));
    }

    @Override
    public void alarm(Intent intent, Problem problem) {
        each(listener -> listener.alarm(intent, problem));
    }

    @Override
    public void ended(LeaseReport report) {
        each(listener -> listener.ended(report));
    }
}
