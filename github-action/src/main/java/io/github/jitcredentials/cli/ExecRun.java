package io.github.jitcredentials.cli;

import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.masking.Masker;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code exec}, from its preparation to its report.
 *
 * <p>Three threads meet here: the one that runs the command and waits for it, and that of each signal. A signal first ends the
 * leases, for at most {@link #FIRST}, and is passed on then; one that comes before the command ran ends this process.
 */
final class ExecRun implements AutoCloseable {
    /** How long a signal waits for the leases' end before it is passed on; ending them goes on beside it. */
    static final Duration FIRST = Duration.ofSeconds(2);

    /** How long a signal waits for what is just being issued, before the command ran. */
    static final Duration LAST = Duration.ofSeconds(5);

    /** How long what the command left behind may go on writing. */
    static final Duration GRACE = Duration.ofSeconds(5);

    private static final Signals.Signal TERMINATE = new Signals.Signal("TERM", 15);
    private static final int SIGNAL = ExitCode.SIGNAL.code();

    /**
     * What it came to.
     *
     * @param leases in the order in which they were opened
     */
    record Outcome(int code, List<LeaseReport> leases) {
        Outcome {
            leases = List.copyOf(leases);
        }
    }

    private final ExecRequest request;
    private final Surroundings around;
    private final Voice voice;
    private final Child child;
    private final Leases leases = new Leases();
    private final Leaks leaks;
    private final Masker masker;
    private final Object starting = new Object();
    private volatile @Nullable ExecCredentials credentials;
    private boolean started;
    private Signals.@Nullable Signal first;

    private ExecRun(ExecRequest request, Surroundings around, Voice voice, Child child, Clock clock) {
        this.request = request;
        this.around = around;
        this.voice = voice;
        this.child = child;
        this.leaks = new Leaks(voice, () -> pass(TERMINATE));
        this.masker = new Masker(clock, leaks);
    }

    @SuppressForbidden("the wiring of a process of its own")
    static ExecRun prepare(ExecRequest request, Surroundings around, Voice voice) throws IOException {
        // Before anything else opens pipes.
        Child child = Child.prepare(request.command(), request.maskTerminals());
        return new ExecRun(request, around, voice, child, Clock.systemUTC());
    }

    Outcome run() throws IOException, InterruptedException {
        Signals.redirect(this::signalled);
        ExecCredentials issued = issue();
        synchronized (starting) {
            if (first == null) {
                Program failure = start(issued);
                if (failure != Program.FOUND) {
                    leases.end(EndReason.FAILED_TASK);
                    return new Outcome(
                            (failure == Program.NOT_FOUND ? ExitCode.NOT_FOUND : ExitCode.NOT_EXECUTABLE).code(),
                            List.of());
                }
                started = true;
            }
        }
        awaitEndIfSignalled();
        if (issued != null) {
            issued.watch(child::isAlive);
        }
        int code = child.await();
        List<LeaseReport> reports = leases.end(code == 0 ? EndReason.COMPLETED : EndReason.FAILED_TASK);
        child.finishOutput(GRACE);
        leaks.finish(GRACE);
        if (issued != null) {
            issued.report(reports);
        }
        return new Outcome(code == 0 && leaks.isFailure() ? ExitCode.FAILED.code() : code, reports);
    }

    private @Nullable ExecCredentials issue() throws InterruptedException {
        if (request.skip()) {
            return null;
        }
        ExecCredentials prepared = ExecCredentials.prepare(request, around, voice, masker, leaks);
        credentials = prepared;
        try {
            prepared.issue(leases);
        } catch (RuntimeException e) {
            // It failed because the signal's thread closed the door.
            awaitEndIfSignalled();
            throw e;
        }
        return prepared;
    }

    /** Before the command ran, the thread of the first signal ends this process, and has its own code for that. */
    private void awaitEndIfSignalled() throws InterruptedException {
        boolean ending;
        synchronized (starting) {
            ending = first != null && !started;
        }
        if (ending) {
            new CountDownLatch(1).await();
        }
    }

    private Program start(@Nullable ExecCredentials issued) {
        try {
            child.start(
                    request.directory(),
                    environment -> {
                        ChildEnvironment.apply(
                                environment,
                                issued == null ? Set.of() : issued.identityVariables(),
                                request.keepIdentity() || issued == null);
                        request.more().accept(environment);
                        if (issued != null) {
                            issued.addTo(environment);
                        }
                    },
                    masker,
                    around);
            return Program.FOUND;
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            voice.warn("the command can't be started: " + why.substring(why.indexOf("error=") + 1));
            return why.contains("error=2,") ? Program.NOT_FOUND : Program.NOT_EXECUTABLE;
        }
    }

    private void signalled(Signals.Signal signal) {
        boolean again;
        boolean running;
        synchronized (starting) {
            again = first != null;
            first = again ? first : signal;
            running = started;
        }
        if (!running) {
            if (!again) {
                endBeforeItRan(signal);
            }
            return;
        }
        if (!again) {
            endLeases(signal);
        }
        passOn(signal);
    }

    private void endLeases(Signals.Signal signal) {
        if (!within(FIRST, () -> leases.end(EndReason.KILLED))) {
            voice.warn("SIG" + signal.name() + ": the credentials are still being revoked; the command is told now");
        }
    }

    private void passOn(Signals.Signal signal) {
        // What a person types there, the terminal has told the command already.
        if (signal.name().equals("INT") && ForegroundJob.isOurs()) {
            return;
        }
        pass(signal);
    }

    private void pass(Signals.Signal signal) {
        try {
            child.signal(signal);
        } catch (IOException e) {
            voice.warn("SIG" + signal.name() + " could not be passed on to the command: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressForbidden("the thread that could return a code may wait for an authority")
    private void endBeforeItRan(Signals.Signal signal) {
        try {
            ExecCredentials known = credentials;
            boolean ended = known == null || within(LAST, known::close);
            voice.warn("SIG" + signal.name() + ": the command was not run"
                    + (ended ? "" : "; what was just being issued may be alive: the next run sweeps it up"));
        } finally {
            Runtime.getRuntime().halt(SIGNAL + signal.number());
        }
    }

    /** Whether it was done by then; if not, it goes on. */
    private static boolean within(Duration bound, Runnable work) {
        Thread thread = new Thread(work, "jitc-ending");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(bound.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    @Override
    public void close() throws IOException {
        try (child) {
            ExecCredentials known = credentials;
            if (known != null) {
                known.close();
            }
        }
    }
}
