package io.github.jitcredentials.frontend;

import io.github.jitcredentials.lease.IssuerFactory;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.Sweep;
import io.github.jitcredentials.lease.SweepReport;
import io.github.jitcredentials.model.Problem;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Ends, beside the work at hand, what earlier runs on this machine left alive. Never delays or fails the run that does it. */
final class EarlierRuns implements AutoCloseable {
    private static final long LAST_WAIT_SECONDS = 2;

    private final Sweep sweep;
    private final IssuerFactory factory;
    private final LeaseListener listener;
    private final Runnable rooms;
    private final Consumer<Problem> report;
    private @Nullable Thread sweeping;

    /** @param rooms deletes the files that earlier runs left; says nothing */
    EarlierRuns(Sweep sweep, IssuerFactory factory, LeaseListener listener, Runnable rooms, Consumer<Problem> report) {
        this.sweep = sweep;
        this.factory = factory;
        this.listener = listener;
        this.rooms = rooms;
        this.report = report;
    }

    /** Begins once; returns at once. */
    synchronized void begin() {
        if (sweeping == null) {
            Thread thread = new Thread(this::sweep, "jit-credentials-sweep");
            thread.setDaemon(true);
            sweeping = thread;
            thread.start();
        }
    }

    private void sweep() {
        rooms.run();
        SweepReport found = sweep.run(factory, listener);
        found.leases().forEach(lease -> report.accept(told(lease)));
        found.alarms().forEach(report);
    }

    private static Problem told(LeaseReport lease) {
        String what = "an earlier run left lease " + lease.id() + " of profile \"" + lease.profile() + "\": now "
                + lease.outcome().name().toLowerCase(Locale.ROOT);
        Problem problem = lease.problem();
        return problem == null
                ? Problem.of(what)
                : new Problem(what + ", " + problem.what(), problem.where(), problem.todo());
    }

    /** Waits a moment for what is just being ended; the next run goes on where this one stops. */
    @Override
    public void close() {
        Thread thread;
        synchronized (this) {
            thread = sweeping;
        }
        if (thread != null) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(LAST_WAIT_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
