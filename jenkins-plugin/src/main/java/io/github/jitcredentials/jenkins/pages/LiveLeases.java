package io.github.jitcredentials.jenkins.pages;

import hudson.Extension;
import hudson.ExtensionList;
import io.github.jitcredentials.frontend.ServerAssembly;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.LeaseWatch;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.LiveLease;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The leases of this controller that are not over, kept in memory so that looking at them costs the journals nothing: what happens
 * here is told as it happens, and what earlier starts left is read once. Thread safe.
 */
@Extension
public final class LiveLeases extends LeaseWatch {
    private final Map<String, LeaseRow> rows = new ConcurrentHashMap<>();
    /** Those that ended before the journals had been read: whatever these say of them is old. */
    private final Set<String> endedMeanwhile = ConcurrentHashMap.newKeySet();

    private volatile boolean recalled;

    public static LiveLeases get() {
        return ExtensionList.lookupSingleton(LiveLeases.class);
    }

    /** All of them, in no order. */
    public List<LeaseRow> all() {
        recall();
        return List.copyOf(rows.values());
    }

    public Optional<LeaseRow> find(String id) {
        recall();
        return Optional.ofNullable(rows.get(id));
    }

    /** Those that somebody must look at: they may be alive, and nobody can end them now. */
    public List<LeaseRow> stuck() {
        return all().stream().filter(LeaseRow::needsLook).toList();
    }

    /** Reads what earlier starts left, once. If that can't be, the next call tries again. */
    private void recall() {
        if (!recalled) {
            recallOnce();
        }
    }

    private synchronized void recallOnce() {
        if (recalled) {
            return;
        }
        Optional<ServerAssembly> server;
        try {
            server = JitCredentials.get().serverIfUsed();
        } catch (JitException e) {
            // Journal or audit log can't be kept; the next build that asks says so in its own log.
            return;
        }
        if (server.isEmpty()) {
            return;
        }
        for (LiveLease lease : server.get().census().leases()) {
            if (!endedMeanwhile.contains(lease.id().value())) {
                rows.putIfAbsent(lease.id().value(), LeaseRow.of(lease));
            }
        }
        recalled = true;
        endedMeanwhile.forEach(rows::remove);
        endedMeanwhile.clear();
    }

    @Override
    public void intended(Intent intent, CrashOutlook outlook) {
        rows.put(intent.lease().value(), LeaseRow.of(intent, LeaseState.ISSUING));
    }

    @Override
    public void issued(Intent intent, Issued issued) {
        if (intent.request().renewal().isEmpty() && issued.expiresAt().isBefore(intent.deadline())) {
            change(intent, row -> row.ending(issued.expiresAt()));
        }
    }

    @Override
    public void moved(Intent intent, Transition transition) {
        String id = intent.lease().value();
        if (transition.state().isOver()) {
            // In this order; recall() takes it the other way round.
            if (!recalled) {
                endedMeanwhile.add(id);
            }
            rows.remove(id);
        } else {
            change(intent, row -> row.in(transition.state()));
        }
    }

    @Override
    public void alarm(Intent intent, Problem problem) {
        rows.computeIfPresent(intent.lease().value(), (id, row) -> row.because(problem));
    }

    private void change(Intent intent, UnaryOperator<LeaseRow> change) {
        rows.compute(
                intent.lease().value(),
                (id, row) -> change.apply(row == null ? LeaseRow.of(intent, LeaseState.ISSUING) : row));
    }
}
