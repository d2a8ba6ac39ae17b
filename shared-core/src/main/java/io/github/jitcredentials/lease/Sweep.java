package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalCodec.Header;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ends what dead processes left alive: goes through all journals of a directory, takes over those whose owner and guardian are both
 * gone, and leaves alone whatever is somebody's, or comes from another machine, another boot, or another directory.
 *
 * <p>Several sweeps may run at once, in one process or many; each journal has one of them. A sweep ends 16 leases at once, and leaves
 * the rest of an authority's to the next one when it gets no answer. Never throws for what one journal holds.
 */
public final class Sweep {
    /** How many leases are ended at once: enough for thousands of them in minutes, and polite to their authority. */
    private static final int AT_ONCE = 16;

    private final JournalDirectory directory;
    private final Machine machine;
    private final SealKey key;
    private final Revoker revoker;

    public Sweep(JournalDirectory directory, Machine machine, SealKey key, Revoker revoker) {
        this.directory = directory;
        this.machine = machine;
        this.key = key;
        this.revoker = revoker;
    }

    /** Sweeps; DETACHED leases are ended only after their deadline. */
    public SweepReport run(IssuerFactory factory, LeaseListener listener) {
        return run(factory, listener, Set.of());
    }

    /** @param due DETACHED leases whose task is over: they are ended before their deadline */
    public SweepReport run(IssuerFactory factory, LeaseListener listener, Set<LeaseId> due) {
        return run(factory, listener, due, id -> false);
    }

    /** @param resting those that are left alone if they are stuck: it is not long ago that somebody tried */
    public SweepReport run(
            IssuerFactory factory, LeaseListener listener, Set<LeaseId> due, Predicate<LeaseId> resting) {
        return run(new Run(factory, listener, due::contains, resting, false, null));
    }

    /**
     * Sweeps, and ends the leases that somebody wants ended now, whoever owns them: DETACHED ones, and also those that a living
     * process takes care of. That one's journal is not ours to write; it finds its credential dead when it comes to end it.
     */
    public SweepReport withdraw(IssuerFactory factory, LeaseListener listener, Predicate<LeaseId> which) {
        return run(new Run(factory, listener, which, id -> false, false, EndReason.WITHDRAWN));
    }

    /** Ends those chosen, as {@link #withdraw(IssuerFactory, LeaseListener, Predicate)} does, and no others: nobody waits for those. */
    public SweepReport withdraw(
            IssuerFactory factory, LeaseListener listener, Predicate<LeaseId> which, EndReason why) {
        return run(new Run(factory, listener, which, id -> false, true, why));
    }

    /** Ends a lease that was carried here, whatever the journals say. Blocks until its authority answered or time is up. */
    public LeaseReport end(CarriedLease lease, IssuerFactory factory, LeaseListener listener, EndReason reason) {
        return lease.orphan(revoker, listener, reason)
                .end(new SweptIssuers(factory, AT_ONCE))
                .orElseThrow(() -> new IllegalStateException("the first lease of an issuer is never left alone"));
    }

    private SweepReport run(Run run) {
        try {
            directory.journals().forEach(run::journal);
        } catch (IOException e) {
            run.alarm("the journals can't be listed", directory.path(), "");
        }
        run.hands.finish();
        run.alarms.addAll(run.issuers.left());
        return new SweepReport(run.reports, run.alarms, run.inCare);
    }

    /** One pass. */
    private final class Run {
        private final SweptIssuers issuers;
        private final LeaseListener listener;
        private final Predicate<LeaseId> due;
        private final Predicate<LeaseId> resting;
        private final boolean onlyDue;
        /** Why those that are due are ended, whoever owns them; null if what is somebody's is left alone. */
        private final @Nullable EndReason wanted;

        private final Hands hands = new Hands(revoker.time(), AT_ONCE);
        private final List<LeaseReport> reports = Collections.synchronizedList(new ArrayList<>());
        private final List<Problem> alarms = Collections.synchronizedList(new ArrayList<>());
        private int inCare;

        Run(
                IssuerFactory factory,
                LeaseListener listener,
                Predicate<LeaseId> due,
                Predicate<LeaseId> resting,
                boolean onlyDue,
                @Nullable EndReason wanted) {
            // Of those that somebody chose each is tried, however long that takes.
            this.issuers = new SweptIssuers(factory, onlyDue ? Integer.MAX_VALUE : AT_ONCE);
            this.listener = listener;
            this.due = due;
            this.resting = resting;
            this.onlyDue = onlyDue;
            this.wanted = wanted;
        }

        private void alarm(String what, Path file, String todo) {
            alarms.add(new Problem(what, file.toString(), todo));
        }

        private void journal(Path file) {
            try {
                PrivateDirectory.checkFile(file);
                JournalContents contents = JournalContents.read(file);
                Optional<Header> header = contents.header();
                if (header.isPresent() && isForeign(header.get(), file)) {
                    return;
                }
                takeOver(file, contents.alive());
            } catch (JournalContents.Damaged e) {
                alarm("the journal is damaged: " + e.getMessage(), file, "look at it; what it holds may be alive");
            } catch (NoSuchFileException e) {
                // Its owner or another sweep has just finished with it.
            } catch (IOException e) {
                alarm("the journal can't be read (" + e.getClass().getSimpleName() + ")", file, "");
            } catch (JitException e) {
                alarms.add(e.problems().get(0));
            } catch (RuntimeException e) {
                alarm("sweeping the journal failed (" + e.getClass().getName() + ")", file, "");
            }
        }

        private boolean isForeign(Header header, Path file) {
            String where;
            if (!header.machine().host().equals(machine.host())) {
                where = "another machine (" + header.machine().host() + ")";
            } else if (!header.machine().isSameBootAs(machine)) {
                where = "before this machine's last start";
            } else if (!header.directory().equals(directory)) {
                where = "another directory (" + header.directory().path() + ")";
            } else {
                return false;
            }
            alarm(
                    "the journal comes from " + where + " and is not swept",
                    file,
                    "its leases may be somebody's; if not, end them at their issuers and delete the file");
            return true;
        }

        private void takeOver(Path file, int alive) throws IOException, JournalContents.Damaged {
            Optional<ProcessLock> owner = ProcessLock.tryTake(FileJournal.ownerLock(file));
            if (owner.isEmpty()) {
                inCare(file, alive);
                return;
            }
            Optional<ProcessLock> guardian = Optional.empty();
            SweptJournal journal = null;
            try {
                guardian = ProcessLock.tryTake(FileJournal.guardianLock(file));
                if (guardian.isEmpty()) {
                    inCare(file, alive);
                    return;
                }
                // Read again: what was read before the locks were ours may have gone on.
                JournalContents contents = JournalContents.read(file);
                journal = new SweptJournal(file, FileJournal.takeOver(file, owner.get(), contents), guardian.get());
                for (LeaseRecord lease : contents.leases().values()) {
                    if (!lease.state().isOver()) {
                        lease(lease, journal, contents.owner());
                    }
                }
            } finally {
                if (journal != null) {
                    journal.done();
                } else {
                    owner.ifPresent(lock -> SweptJournal.release(lock, file));
                    guardian.ifPresent(lock -> SweptJournal.release(lock, file));
                }
            }
        }

        /** Somebody takes care of them; what is withdrawn from that one is remembered here only. */
        private void inCare(Path file, int alive) throws IOException, JournalContents.Damaged {
            if (wanted == null) {
                inCare += alive;
                return;
            }
            JournalContents contents = JournalContents.read(file);
            for (LeaseRecord lease : contents.leases().values()) {
                if (lease.state().isOver()) {
                    continue;
                }
                if (due.test(lease.intent().lease())) {
                    hands.give(() -> end(lease, new Recollection(), contents.owner(), file));
                } else {
                    inCare++;
                }
            }
        }

        private void lease(LeaseRecord lease, SweptJournal journal, String owner) {
            boolean isLeft = onlyDue
                    || lease.intent().owner() == OwnerKind.DETACHED
                            && revoker.time().now().isBefore(lease.deadline());
            if (isLeft && !due.test(lease.intent().lease())) {
                inCare++;
                return;
            }
            if (lease.state() == LeaseState.STUCK && resting.test(lease.intent().lease())) {
                inCare++;
                return;
            }
            journal.begin();
            hands.give(() -> {
                try {
                    end(lease, journal.journal(), owner, journal.file());
                } finally {
                    journal.done();
                }
            });
        }

        private void end(LeaseRecord lease, LeaseJournal journal, String owner, Path file) {
            EndReason reason = wanted != null && due.test(lease.intent().lease()) ? wanted : EndReason.SWEPT;
            try {
                new Orphan(lease, journal, owner, key, revoker, listener, reason)
                        .end(issuers)
                        .ifPresent(reports::add);
            } catch (RuntimeException | LinkageError e) {
                alarm("sweeping a lease failed (" + e.getClass().getName() + ")", file, "");
            }
        }
    }
}
