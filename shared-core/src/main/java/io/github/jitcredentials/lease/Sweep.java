package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.lease.JournalCodec.Header;
import io.github.jitcredentials.lease.JournalCodec.SealedHold;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ends what dead processes left alive: goes through all journals of a directory, takes over those whose owner and guardian are both
 * gone, and leaves alone whatever is somebody's, or comes from another machine, another boot, or another directory.
 *
 * <p>Several sweeps may run at once, in one process or many; each journal has one of them. Never throws for what one journal holds.
 */
public final class Sweep {
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
        Run run = new Run(factory, listener, due);
        try {
            directory.journals().forEach(run::journal);
        } catch (IOException e) {
            run.alarm("the journals can't be listed", directory.path(), "");
        }
        return new SweepReport(run.reports, run.alarms, run.inCare);
    }

    /** One pass. */
    private final class Run {
        private final IssuerFactory factory;
        private final LeaseListener listener;
        private final Set<LeaseId> due;
        private final List<LeaseReport> reports = new ArrayList<>();
        private final List<Problem> alarms = new ArrayList<>();
        private int inCare;

        Run(IssuerFactory factory, LeaseListener listener, Set<LeaseId> due) {
            this.factory = factory;
            this.listener = listener;
            this.due = due;
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
                takeOver(file, contents);
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

        private void takeOver(Path file, JournalContents before) throws IOException, JournalContents.Damaged {
            Optional<ProcessLock> owner = ProcessLock.tryTake(FileJournal.ownerLock(file));
            if (owner.isEmpty()) {
                countInCare(before);
                return;
            }
            Optional<ProcessLock> guardian = Optional.empty();
            FileJournal journal = null;
            try {
                guardian = ProcessLock.tryTake(FileJournal.guardianLock(file));
                if (guardian.isEmpty()) {
                    countInCare(before);
                    return;
                }
                // Read again: what was read before the locks were ours may have gone on.
                JournalContents contents = JournalContents.read(file);
                journal = FileJournal.takeOver(file, owner.get(), contents);
                for (Map.Entry<LeaseId, LeaseRecord> entry : contents.leases().entrySet()) {
                    if (!entry.getValue().state().isOver()) {
                        lease(entry.getValue(), journal, owner(contents));
                    }
                }
            } finally {
                if (journal != null) {
                    journal.close();
                } else {
                    release(owner, file);
                }
                release(guardian, file);
            }
        }

        private String owner(JournalContents contents) {
            return contents.header().map(Header::owner).orElse("");
        }

        private void release(Optional<ProcessLock> lock, Path file) {
            lock.ifPresent(held -> {
                if (Files.exists(file)) {
                    held.close();
                } else {
                    held.remove();
                }
            });
        }

        private void countInCare(JournalContents contents) {
            inCare += (int) contents.leases().values().stream()
                    .filter(lease -> !lease.state().isOver())
                    .count();
        }

        private void lease(LeaseRecord lease, FileJournal journal, String owner) {
            Instant now = revoker.time().now();
            LeaseId id = lease.intent().lease();
            boolean isDetached = lease.intent().owner() == OwnerKind.DETACHED;
            if (isDetached && !due.contains(id) && now.isBefore(lease.deadline())) {
                inCare++;
                return;
            }
            Progress progress = new Progress(lease.intent(), lease.state(), journal, listener, revoker.time());
            Instant seen = lease.seenAliveAt();
            if (seen != null) {
                progress.tolerate(() -> listener.seenAlive(lease.intent(), seen));
            }
            Ending.Result result = lease.held()
                    .map(hold -> end(lease, hold, progress, owner))
                    .orElseGet(() -> withoutHandle(lease, progress));
            LeaseReport report = report(lease, now, result, progress);
            progress.tolerate(() -> listener.ended(report));
            reports.add(report);
        }

        private Ending.Result withoutHandle(LeaseRecord lease, Progress progress) {
            Instant latest = lease.latestEnd();
            if (Ending.isExpired(latest, revoker.time().now())) {
                progress.note(LeaseEvent.TIME_PASSED, "");
                return new Ending.Result(LeaseState.EXPIRED, null, null, null, null);
            }
            Problem problem = new Problem(
                    "lease " + lease.intent().lease() + " may have been issued, and nobody knows its handle",
                    lease.intent().issuer().name(),
                    "it may be alive until " + latest.truncatedTo(ChronoUnit.SECONDS) + "; look for request "
                            + lease.intent().requestId() + " there");
            if (progress.state() == LeaseState.ISSUING) {
                progress.note(LeaseEvent.OWNER_LOST, problem);
            }
            return new Ending.Result(LeaseState.UNCERTAIN, null, null, latest, problem);
        }

        private Ending.Result end(LeaseRecord lease, SealedHold hold, Progress progress, String owner) {
            if (Ending.isExpired(hold.expiresAt(), revoker.time().now())) {
                progress.note(LeaseEvent.TIME_PASSED, "");
                return new Ending.Result(LeaseState.EXPIRED, null, null, null, null);
            }
            Intent intent = lease.intent();
            Optional<Handle> handle = hold.open(key, owner, intent);
            if (handle.isEmpty()) {
                return stuck(lease, progress, "its handle can't be opened: the key is another one, or it was changed");
            }
            CredentialIssuer issuer;
            try {
                issuer = factory.create(intent.issuer(), intent.identity(), Map.of());
            } catch (JitException e) {
                return stuck(lease, progress, e.problems().get(0).what());
            } catch (RuntimeException | LinkageError e) {
                return stuck(
                        lease,
                        progress,
                        "its issuer can't be made (" + e.getClass().getName() + ")");
            }
            return new Ending(progress, issuer, handle.get(), hold.expiresAt(), revoker)
                    .run(
                            EndReason.SWEPT.words(),
                            () -> Optional.ofNullable(lease.seenAliveAt()),
                            revoker.limits().revoke());
        }

        private Ending.Result stuck(LeaseRecord lease, Progress progress, String why) {
            Instant until = lease.latestEnd();
            Problem problem = new Problem(
                    "lease " + lease.intent().lease() + " is not revoked: " + why,
                    lease.intent().issuer().name(),
                    "alive until " + until.truncatedTo(ChronoUnit.SECONDS) + "; revoke it there by hand: request "
                            + lease.intent().requestId());
            if (progress.state() == LeaseState.STUCK) {
                progress.note(LeaseEvent.RETRY, EndReason.SWEPT.words());
            } else if (progress.state() != LeaseState.REVOKING) {
                progress.note(LeaseEvent.END, EndReason.SWEPT.words());
            }
            progress.note(LeaseEvent.GAVE_UP, problem);
            return new Ending.Result(LeaseState.STUCK, null, null, until, problem);
        }

        private LeaseReport report(LeaseRecord lease, Instant asked, Ending.Result result, Progress progress) {
            Intent intent = lease.intent();
            Instant issuedAt = lease.held().map(SealedHold::issuedAt).orElse(intent.at());
            Instant end = result.revokedAt() == null ? revoker.time().now() : result.revokedAt();
            return new LeaseReport(
                    intent.lease(),
                    intent.requestId(),
                    intent.request().profile(),
                    intent.request().task().host(),
                    intent.request().task().unit(),
                    intent.request().task().purpose(),
                    intent.request().scope(),
                    intent.request().ttl(),
                    EndReason.SWEPT,
                    result.outcome(),
                    issuedAt,
                    Duration.between(issuedAt, end),
                    result.revokedAt() == null ? null : Duration.between(asked, result.revokedAt()),
                    lease.seenAliveAt(),
                    result.provenAt(),
                    result.aliveUntil(),
                    "",
                    CrashOutlook.SWEEP_MAY_REVOKE,
                    result.problem() != null
                            ? result.problem()
                            : progress.unrecorded().orElse(null),
                    Map.of());
        }
    }
}
