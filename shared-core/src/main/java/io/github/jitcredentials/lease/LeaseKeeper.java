package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.lease.Estate.Part;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the leases of one process: writes down, has issued, hands over, watches the deadline, revokes, proves. One for each process.
 *
 * <p>Thread safe. {@link #open} and {@link #end} block on the authority, on the disk, and on the guardian.
 */
public final class LeaseKeeper implements AutoCloseable {
    private final LeaseJournal journal;
    private final Guardian guardian;
    private final Revoker revoker;
    private final LeaseListener listener;
    private final Time time;
    private final Timetable timetable;
    private final Safekeeping safekeeping;
    private final OldValues oldValues;
    private final Renewer renewer;
    private final Map<LeaseId, HeldLease> leases = Collections.synchronizedMap(new LinkedHashMap<>());
    private final ReentrantReadWriteLock opening = new ReentrantReadWriteLock();
    private volatile boolean closing;

    public LeaseKeeper(LeaseJournal journal, Guardian guardian, Revoker revoker, LeaseListener listener) {
        this.journal = journal;
        this.guardian = guardian;
        this.revoker = revoker;
        this.listener = listener;
        this.time = revoker.time();
        this.timetable = new Timetable(time);
        this.safekeeping = new Safekeeping(journal, guardian, listener, revoker);
        this.oldValues = new OldValues(safekeeping, revoker);
        this.renewer = new Renewer(safekeeping, oldValues, listener, revoker);
        guardian.whenEnded(ended -> time.after(Duration.ZERO, () -> endedByGuardian(ended)));
    }

    /**
     * When a value ends at the latest: a time to live after it was asked for, never beyond what the issuer gave, and never beyond the
     * end of its lease.
     */
    static Moment deadline(Intent intent, Issued issued, Moment start, Moment last, Time time) {
        Instant asked = issued.issuedAt().plus(intent.request().ttl());
        Instant wall = asked.isBefore(issued.expiresAt()) ? asked : issued.expiresAt();
        Moment own = new Moment(
                wall, start.nanos() + Duration.between(issued.issuedAt(), wall).toNanos());
        return own.left(time).compareTo(last.left(time)) < 0 ? own : last;
    }

    /** What would become of such a lease after a crash, before anything is asked. */
    public CrashOutlook outlook(LeasePlan plan, IssuerFacts facts) {
        return CrashOutlook.of(facts, plan.renewability(), safekeeping.isGuarded(plan.owner()));
    }

    /**
     * Writes down the intent, asks the issuer, writes down the handle, has the guardian hold it. Only then does anybody get the
     * secret. If something fails after issuing, what was issued is revoked before this throws.
     *
     * @throws JitException.NotRecorded if the journal, the guardian or the listener fails, or this keeper is closed
     * @throws JitException as the issuer throws; {@link JitException.Uncertain} if it fails in a way it does not explain
     */
    public HeldLease open(LeasePlan plan, CredentialIssuer issuer) {
        return open(plan, issuer, Consent.ALWAYS);
    }

    /**
     * The same, of a lease that is renewed if its request says so.
     *
     * @param consent is asked before each renewal
     */
    public HeldLease open(LeasePlan plan, CredentialIssuer issuer, Consent consent) {
        opening.readLock().lock();
        try {
            if (closing) {
                throw isClosed();
            }
            Steps steps = new Steps(time);
            IssuerFacts facts = issuer.facts();
            CrashOutlook outlook = outlook(plan, facts);
            Progress progress = intend(plan, outlook, steps);
            Moment start = Moment.now(time);
            Issued issued = issue(progress, issuer, steps);
            HeldLease lease = held(plan, issuer, consent, progress, outlook, steps, start, issued);
            handOver(lease);
            leases.put(lease.id(), lease);
            lease.renewal().ifPresent(renewal -> renewal.lives(lease.values().current(), lease.last()));
            attend(lease);
            if (facts.provable()) {
                // Off the critical path; whoever ends the lease waits for the answer.
                lease.values().current().lifeSign().ask();
            }
            return lease;
        } finally {
            opening.readLock().unlock();
        }
    }

    private HeldLease held(
            LeasePlan plan,
            CredentialIssuer issuer,
            Consent consent,
            Progress progress,
            CrashOutlook outlook,
            Steps steps,
            Moment start,
            Issued issued) {
        Intent intent = progress.intent();
        // Nobody renews what its owner leaves behind.
        boolean renewed = intent.request().renewal().isPresent() && intent.owner() == OwnerKind.PROCESS;
        Duration life = renewed ? intent.request().life() : intent.request().ttl();
        Moment whole = new Moment(issued.issuedAt(), start.nanos()).plus(life);
        Moment deadline = deadline(intent, issued, start, whole, time);
        Value first = new Value(
                JournalRecord.FIRST,
                intent.requestId(),
                issued,
                deadline,
                safekeeping.lifeSign(intent, JournalRecord.FIRST, issuer, issued.handle()));
        return new HeldLease(
                first,
                renewed ? whole : deadline,
                issuer,
                outlook,
                progress,
                plan.secrets(),
                steps,
                renewed ? new RenewalPlan(consent, revoker) : null);
    }

    /**
     * Ends a lease: revoke with retry, then proof. Idempotent; whoever comes second waits for the same report. Never throws for what
     * the issuer, the journal or a listener does; the report says it.
     */
    public LeaseReport end(HeldLease lease, EndReason reason) {
        if (lease.beginEnd(timetable)) {
            LeaseReport report = finish(lease, reason);
            LeaseState state = lease.state();
            if (state.isOver()) {
                leases.remove(lease.id());
            }
            if (state.isOver() || state == LeaseState.UNCERTAIN) {
                // There is nothing in it that a guardian could end.
                guardian.release(lease.id());
            }
            lease.progress().tolerate(() -> listener.ended(report));
            lease.over().complete(report);
        }
        return lease.over().join();
    }

    /**
     * Tries once more, for as long as any end may take, to end a lease that {@link #end} could not. Whoever calls sees to it that
     * nobody else ends it at the same time. Never throws for what the issuer, the journal or a listener does.
     *
     * @return what came of it; empty if it is not stuck, or this keeper is closed
     */
    public Optional<LeaseReport> retry(HeldLease lease, EndReason reason) {
        if (closing || !lease.over().isDone() || lease.state() != LeaseState.STUCK) {
            return Optional.empty();
        }
        LeaseReport report = finish(lease, reason);
        if (lease.state().isOver()) {
            leases.remove(lease.id());
            guardian.release(lease.id());
        }
        lease.progress().tolerate(() -> listener.ended(report));
        return Optional.of(report);
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

    private void handOver(HeldLease lease) {
        Value value = lease.values().current();
        try {
            listener.issued(lease.intent(), value.issued());
            safekeeping.keep(lease, value, value.issued());
            lease.steps().time("activate", () -> lease.progress().move(LeaseEvent.HANDED_OVER, ""));
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
        Value value = lease.values().current();
        Part unseen =
                new Part(value.number(), value.requestId(), value.issued().handle(), value.until(), Optional::empty);
        Ending.Result result = new Ending(
                        lease.progress(), lease.issuer(), new Estate.Left(List.of(unseen), List.of(), true), revoker)
                .run("not handed over", revoker.limits().revoke());
        if (result.outcome().isOver()) {
            guardian.release(lease.id());
        } else if (result.problem() != null) {
            why.addSuppressed(new JitException.Uncertain(result.problem(), null));
        }
    }

    /** Does what is due for a lease, and sees to it that the next thing is done in time. */
    private void attend(HeldLease lease) {
        if (lease.isEnding()) {
            return;
        }
        Moment deadline = lease.values().current().deadline();
        if (deadline.hasCome(time)) {
            end(lease, EndReason.DEADLINE);
            return;
        }
        RenewalPlan plan = lease.renewal().orElse(null);
        if (plan == null) {
            lease.next(timetable, deadline, () -> attend(lease));
            return;
        }
        boolean due = plan.take();
        List<Value> old = plan.takeRetired();
        // Neither a renewal nor an end of an old value that hangs holds up the deadline.
        lease.next(timetable, plan.nextBefore(deadline), () -> attend(lease));
        old.forEach(value -> time.after(Duration.ZERO, () -> retire(lease, plan, value)));
        if (due) {
            time.after(Duration.ZERO, () -> renew(lease, plan));
        }
    }

    private void renew(HeldLease lease, RenewalPlan plan) {
        if (renewer.renew(lease, plan)) {
            end(lease, EndReason.POLICY);
        } else {
            attend(lease);
        }
        if (lease.state().isOver()) {
            // What came too late for the lease's end may have been the last of it.
            leases.remove(lease.id());
        }
    }

    private void retire(HeldLease lease, RenewalPlan plan, Value value) {
        if (oldValues.end(lease, value).isPresent()) {
            plan.retiresLater(value);
            attend(lease);
        }
    }

    private LeaseReport finish(HeldLease lease, EndReason reason) {
        Instant asked = time.now();
        Ending.Result result;
        try {
            result = lease.endedByGuardian()
                    .map(ended -> takeWord(lease, ended))
                    .orElseGet(() -> lease.steps().time("end", () -> new Ending(
                                    lease.progress(), lease.issuer(), new Living(lease, revoker), revoker)
                            .run(reason.words(), revoker.limits().revoke())));
        } catch (RuntimeException | LinkageError e) {
            // Nobody may wait for ever for a report, whatever breaks in here; the guardian still holds the lease.
            Problem problem = Problem.of(
                    "ending the lease failed unexpectedly (" + e.getClass().getName() + ")");
            result = new Ending.Result(LeaseState.STUCK, null, null, lease.expiresAt(), problem);
        }
        return Reports.of(lease, reason, asked, result, time.now());
    }

    /** The guardian ended it while this process was stopped, or could not. */
    private void endedByGuardian(Guardian.Ended ended) {
        HeldLease lease = leases.get(ended.lease());
        if (lease == null || ended.outcome() == LeaseState.STUCK) {
            return;
        }
        if (ended.outcome().isOver()) {
            lease.endedBy(ended);
        }
        end(lease, EndReason.DEADLINE);
        if (lease.state() == LeaseState.STUCK && ended.outcome().isOver()) {
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
        if (ended.outcome() == LeaseState.UNENDED) {
            progress.note(LeaseEvent.LEFT_AS_IT_IS, by);
            return Ending.Result.unended();
        }
        progress.note(LeaseEvent.REVOCATION_ACCEPTED, by);
        boolean proven = ended.outcome() == LeaseState.PROVEN;
        if (proven) {
            progress.note(LeaseEvent.SEEN_DEAD, by);
        }
        return new Ending.Result(progress.state(), ended.at(), proven ? ended.at() : null, null, null);
    }

    private void endAll() {
        List<HeldLease> all = leases();
        Collections.reverse(all);
        for (HeldLease lease : all) {
            if (lease.intent().owner() == OwnerKind.PROCESS) {
                end(lease, EndReason.SHUTDOWN);
            } else if (lease.issuer().facts().provable()) {
                // Whoever ends it later can prove that only if the word "alive" is on record.
                lease.values().current().lifeSign().settled(revoker.limits().firstProbe());
            }
        }
    }

    private static JitException.NotRecorded isClosed() {
        return new JitException.NotRecorded(Problem.of("no credential is handed out: the process is ending"), null);
    }
}
