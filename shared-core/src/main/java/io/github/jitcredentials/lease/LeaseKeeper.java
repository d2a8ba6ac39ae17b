package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the leases of one process: writes down, has issued, hands over, watches the deadline, revokes, proves. One for each process.
 *
 * <p>Thread safe. {@link #open} and {@link #end} block on the authority, on the disk, and on the guardian.
 */
public final class LeaseKeeper implements AutoCloseable {
    /** How often the two clocks are looked at: the wall clock may jump, the monotonic one stands still in sleep. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final LeaseJournal journal;
    private final Guardian guardian;
    private final Revoker revoker;
    private final LeaseListener listener;
    private final Time time;
    private final Map<LeaseId, HeldLease> leases = Collections.synchronizedMap(new LinkedHashMap<>());
    private final ReentrantReadWriteLock opening = new ReentrantReadWriteLock();
    private volatile boolean closing;

    public LeaseKeeper(LeaseJournal journal, Guardian guardian, Revoker revoker, LeaseListener listener) {
        this.journal = journal;
        this.guardian = guardian;
        this.revoker = revoker;
        this.listener = listener;
        this.time = revoker.time();
        guardian.whenEnded(ended -> time.after(Duration.ZERO, () -> endedByGuardian(ended)));
    }

    /** What would become of such a lease after a crash, before anything is asked. */
    public CrashOutlook outlook(LeasePlan plan, IssuerFacts facts) {
        return CrashOutlook.of(facts, plan.renewability(), isGuarded(plan));
    }

    /**
     * Writes down the intent, asks the issuer, writes down the handle, has the guardian hold it. Only then does anybody get the
     * secret. If something fails after issuing, what was issued is revoked before this throws.
     *
     * @throws JitException.NotRecorded if the journal, the guardian or the listener fails, or this keeper is closed
     * @throws JitException as the issuer throws; {@link JitException.Uncertain} if it fails in a way it does not explain
     */
    public HeldLease open(LeasePlan plan, CredentialIssuer issuer) {
        opening.readLock().lock();
        try {
            if (closing) {
                throw isClosed();
            }
            Steps steps = new Steps(time);
            IssuerFacts facts = issuer.facts();
            CrashOutlook outlook = outlook(plan, facts);
            Progress progress = intend(plan, outlook, steps);
            long start = time.nanos();
            Issued issued = issue(progress, issuer, steps);
            HeldLease lease = new HeldLease(
                    issued, issuer, outlook, progress, lifeSign(progress.intent(), issuer, issued.handle()), steps);
            handOver(lease, plan);
            leases.put(lease.id(), lease);
            watch(lease, start);
            if (facts.provable()) {
                // Off the critical path; whoever ends the lease waits for the answer.
                lease.lifeSign().ask();
            }
            return lease;
        } finally {
            opening.readLock().unlock();
        }
    }

    /**
     * Ends a lease: revoke with retry, then proof. Idempotent; whoever comes second waits for the same report. Never throws for what
     * the issuer, the journal or a listener does; the report says it.
     */
    public LeaseReport end(HeldLease lease, EndReason reason) {
        if (lease.beginEnd()) {
            LeaseReport report = finish(lease, reason);
            if (lease.state().isOver()) {
                leases.remove(lease.id());
                guardian.release(lease.id());
            }
            lease.progress().tolerate(() -> listener.ended(report));
            lease.over().complete(report);
        }
        return lease.over().join();
    }

    /** The leases that are not over. */
    public List<HeldLease> leases() {
        synchronized (leases) {
            return new ArrayList<>(leases.values());
        }
    }

    /**
     * Ends everything in reverse order but what is DETACHED, closes the journal, and says good-bye to the guardian. Waits for what
     * is just being opened, which is then revoked. Idempotent.
     */
    @Override
    public void close() {
        closing = true;
        endAll();
        opening.writeLock().lock();
        try {
            endAll();
        } finally {
            opening.writeLock().unlock();
        }
        journal.close();
        guardian.close();
    }

    private Progress intend(LeasePlan plan, CrashOutlook outlook, Steps steps) {
        Intent intent = new Intent(
                plan.id(), time.now(), plan.request(), plan.requestId(), plan.issuer(), plan.identity(), plan.owner());
        steps.time("intend", () -> journal.append(intent));
        Progress progress = new Progress(intent, LeaseState.ISSUING, journal, listener, time);
        try {
            listener.intended(intent, outlook);
        } catch (RuntimeException | Error e) {
            progress.note(LeaseEvent.ISSUER_REFUSED, "not asked: the intent could not be told");
            throw e;
        }
        return progress;
    }

    private Issued issue(Progress progress, CredentialIssuer issuer, Steps steps) {
        Intent intent = progress.intent();
        try {
            return steps.time("issue", () -> issuer.issue(intent.request(), intent.requestId()));
        } catch (JitException.Uncertain e) {
            throw uncertain(progress, e.problems().get(0), e);
        } catch (JitException e) {
            progress.note(LeaseEvent.ISSUER_REFUSED, e.problems().get(0));
            throw e;
        } catch (RuntimeException | Error e) {
            Problem problem =
                    Problem.of("the issuer failed unexpectedly (" + e.getClass().getName() + ")");
            throw uncertain(progress, problem, e);
        }
    }

    /** Something may live that nobody can end: whoever reads of it must know until when, and what to look for. */
    private static JitException.Uncertain uncertain(Progress progress, Problem why, Throwable cause) {
        Intent intent = progress.intent();
        String until = "it may be alive until " + intent.latestEnd().truncatedTo(ChronoUnit.SECONDS)
                + "; look for request " + intent.requestId() + " there";
        Problem problem =
                new Problem(why.what(), why.where(), why.todo().isEmpty() ? until : why.todo() + "; " + until);
        progress.note(LeaseEvent.NO_ANSWER, problem);
        return new JitException.Uncertain(problem, cause);
    }

    private void handOver(HeldLease lease, LeasePlan plan) {
        Issued issued = lease.issued();
        Steps steps = lease.steps();
        try {
            listener.issued(lease.intent(), issued);
            // The guardian and the disk work at the same time.
            CompletableFuture<Void> guarded =
                    isGuarded(plan) ? guardian.hold(guarded(lease, plan)) : CompletableFuture.completedFuture(null);
            Held held = new Held(lease.id(), issued.handle(), issued.issuedAt(), issued.expiresAt());
            steps.time("record", () -> journal.append(held));
            steps.time("guard", () -> acknowledged(guarded, lease));
            steps.time("activate", () -> lease.progress().move(LeaseEvent.HANDED_OVER, ""));
            if (closing) {
                throw isClosed();
            }
        } catch (RuntimeException | Error e) {
            undo(lease, e);
            throw e;
        }
    }

    /** Revokes what nobody has seen yet. */
    private void undo(HeldLease lease, Throwable why) {
        Ending.Result result = ending(lease)
                .run("not handed over", Optional::empty, revoker.limits().revoke());
        if (result.outcome().isOver()) {
            guardian.release(lease.id());
        } else if (result.problem() != null) {
            why.addSuppressed(new JitException.Uncertain(result.problem(), null));
        }
    }

    private void acknowledged(CompletableFuture<Void> guarded, HeldLease lease) {
        // Nobody watches its deadline before it is handed over, so a slow guardian must not make it live longer.
        Duration limit = min(revoker.limits().guardian(), Duration.between(time.now(), lease.deadline()));
        if (!time.await(guarded, limit)) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "the guardian did not answer in time",
                            "",
                            "nothing was handed out; is the machine overloaded, or can't it start a second JVM?"),
                    null);
        }
        try {
            guarded.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof JitException told) {
                throw told;
            }
            throw e;
        }
    }

    private LeaseReport finish(HeldLease lease, EndReason reason) {
        Instant asked = time.now();
        Ending.Result result;
        try {
            result = lease.endedByGuardian()
                    .map(ended -> takeWord(lease, ended))
                    .orElseGet(() -> lease.steps().time("end", () -> ending(lease)
                            .run(
                                    reason.words(),
                                    () -> settled(lease),
                                    revoker.limits().revoke())));
        } catch (RuntimeException | LinkageError e) {
            // Nobody may wait for ever for a report, whatever breaks in here; the guardian still holds the lease.
            Problem problem = Problem.of(
                    "ending the lease failed unexpectedly (" + e.getClass().getName() + ")");
            result = new Ending.Result(LeaseState.STUCK, null, null, lease.expiresAt(), problem);
        }
        return report(lease, reason, asked, result);
    }

    private Optional<Instant> settled(HeldLease lease) {
        return lease.steps()
                .time("look", () -> lease.lifeSign().settled(revoker.limits().firstProbe()));
    }

    private Ending ending(HeldLease lease) {
        Issued issued = lease.issued();
        return new Ending(lease.progress(), lease.issuer(), issued.handle(), issued.expiresAt(), revoker);
    }

    private LeaseReport report(HeldLease lease, EndReason reason, Instant asked, Ending.Result result) {
        Intent intent = lease.intent();
        Instant end = result.revokedAt() == null ? time.now() : result.revokedAt();
        Problem problem = result.problem() != null
                ? result.problem()
                : lease.progress().unrecorded().orElse(null);
        return new LeaseReport(
                lease.id(),
                intent.requestId(),
                intent.request().profile(),
                intent.request().task().host(),
                intent.request().task().unit(),
                intent.request().task().purpose(),
                lease.scope(),
                intent.request().ttl(),
                reason,
                result.outcome(),
                lease.issuedAt(),
                notNegative(Duration.between(lease.issuedAt(), end)),
                result.revokedAt() == null ? null : notNegative(Duration.between(asked, result.revokedAt())),
                lease.lifeSign().seen().orElse(null),
                result.provenAt(),
                result.aliveUntil(),
                lease.issuer().outlives(lease.issued()),
                lease.outlook(),
                problem,
                lease.steps().taken());
    }

    /** The guardian ended it while this process was stopped, or could not. */
    private void endedByGuardian(Guardian.Ended ended) {
        HeldLease lease = leases.get(ended.lease());
        if (lease == null || ended.outcome() == LeaseState.STUCK) {
            return;
        }
        lease.endedBy(ended);
        end(lease, EndReason.DEADLINE);
        if (lease.state() == LeaseState.STUCK) {
            takeWord(lease, ended);
            leases.remove(lease.id());
        }
    }

    private Ending.Result takeWord(HeldLease lease, Guardian.Ended ended) {
        Progress progress = lease.progress();
        String by = "by the guardian";
        if (progress.state() == LeaseState.ACTIVE || progress.state() == LeaseState.RENEWING) {
            progress.note(LeaseEvent.END, by);
        }
        if (ended.outcome() == LeaseState.EXPIRED) {
            progress.note(LeaseEvent.TIME_PASSED, by);
            return new Ending.Result(LeaseState.EXPIRED, null, null, null, null);
        }
        progress.note(LeaseEvent.REVOCATION_ACCEPTED, by);
        boolean proven = ended.outcome() == LeaseState.PROVEN;
        if (proven) {
            progress.note(LeaseEvent.SEEN_DEAD, by);
        }
        return new Ending.Result(progress.state(), ended.at(), proven ? ended.at() : null, null, null);
    }

    /** Looks at both clocks again and again, and ends the lease when the first of them says so. */
    private void watch(HeldLease lease, long start) {
        Duration life = Duration.between(lease.issuedAt(), lease.deadline());
        Duration left = min(Duration.between(time.now(), lease.deadline()), life.minusNanos(time.nanos() - start));
        if (lease.isEnding()) {
            return;
        }
        if (left.isNegative() || left.isZero()) {
            end(lease, EndReason.DEADLINE);
            return;
        }
        time.after(min(left, LOOK), () -> watch(lease, start));
    }

    private void endAll() {
        List<HeldLease> all = leases();
        Collections.reverse(all);
        for (HeldLease lease : all) {
            if (lease.intent().owner() == OwnerKind.PROCESS) {
                end(lease, EndReason.SHUTDOWN);
            } else if (lease.issuer().facts().provable()) {
                // Whoever ends it later can prove that only if the word "alive" is on record.
                lease.lifeSign().settled(revoker.limits().firstProbe());
            }
        }
    }

    private LifeSign lifeSign(Intent intent, CredentialIssuer issuer, Handle handle) {
        return new LifeSign(time, issuer, handle, at -> {
            journal.append(new SeenAlive(intent.lease(), at));
            guardian.seenAlive(intent.lease(), at);
            listener.seenAlive(intent, at);
        });
    }

    private GuardedLease guarded(HeldLease lease, LeasePlan plan) {
        return new GuardedLease(
                lease.intent(),
                plan.secrets(),
                lease.issued().handle(),
                lease.deadline(),
                Duration.between(time.now(), lease.deadline()),
                lease.expiresAt(),
                journalFile());
    }

    private @Nullable Path journalFile() {
        return journal.file().orElse(null);
    }

    private boolean isGuarded(LeasePlan plan) {
        return plan.owner() == OwnerKind.PROCESS && guardian.isPresent();
    }

    private static JitException.NotRecorded isClosed() {
        return new JitException.NotRecorded(Problem.of("no credential is handed out: the process is ending"), null);
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
