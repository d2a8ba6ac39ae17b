package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.Estate.Lost;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.time.Instant;
import java.util.Optional;

/**
 * Renews leases: by another value, which is issued, recorded and guarded before its task sees it, or by a longer life of the one they
 * have. Ending a lease fences its renewal: what comes after that is revoked, by whoever ends the lease if it waits for it, else here.
 * Thread safe.
 */
final class Renewer {
    private final Safekeeping safekeeping;
    private final OldValues oldValues;
    private final LeaseListener listener;
    private final Revoker revoker;
    private final Time time;

    Renewer(Safekeeping safekeeping, OldValues oldValues, LeaseListener listener, Revoker revoker) {
        this.safekeeping = safekeeping;
        this.oldValues = oldValues;
        this.listener = listener;
        this.revoker = revoker;
        this.time = revoker.time();
    }

    /**
     * Tries once, and plans what comes next. Never throws for what others do.
     *
     * @return whether the lease must end, because it may not be renewed
     */
    boolean renew(HeldLease lease, RenewalPlan plan) {
        if (!lease.values().begin()) {
            return false;
        }
        try {
            plan.consent().ask();
            if (lease.issuer().facts().extendable()) {
                extend(lease, plan);
            } else {
                reissue(lease, plan);
            }
            return false;
        } catch (JitException.Denied e) {
            plan.failed(e, true);
            return true;
        } catch (JitException e) {
            // A lost answer is not asked for again: each question might be one more credential that nobody can end.
            boolean isFinal = e instanceof JitException.Refused
                    || e instanceof JitException.Uncertain
                            && !lease.issuer().facts().extendable();
            failed(lease, plan, e, isFinal);
            return false;
        } catch (RuntimeException | LinkageError e) {
            failed(lease, plan, new JitException.Unavailable(unexpected(e), null, null), false);
            return false;
        } finally {
            lease.values().settled();
        }
    }

    private void failed(HeldLease lease, RenewalPlan plan, JitException why, boolean isFinal) {
        if (plan.failed(why, isFinal)) {
            lease.progress()
                    .tolerate(() ->
                            listener.notRenewed(lease.intent(), why.problems().get(0)));
        }
    }

    private void reissue(HeldLease lease, RenewalPlan plan) {
        Values values = lease.values();
        Progress progress = lease.progress();
        int number = values.number();
        Moment start = Moment.now(time);
        Renewal renewal = new Renewal(lease.id(), number, lease.intent().requestId() + "-" + number, start.wall());
        values.asking(new Lost(number, renewal.requestId(), ValueRecord.latestEnd(start.wall())));
        try {
            // Before the journal has it: what a guardian knows must never be less.
            safekeeping.guard(lease);
            if (!progress.renew(renewal)) {
                values.notIssued();
                return;
            }
        } catch (RuntimeException | Error e) {
            values.notIssued();
            throw e;
        }
        Issued issued = issue(lease, renewal);
        Value value = new Value(
                number,
                renewal.requestId(),
                issued,
                LeaseKeeper.deadline(lease.intent(), issued, start, lease.last(), time),
                safekeeping.lifeSign(lease.intent(), number, lease.issuer(), issued.handle()));
        if (!values.add(value)) {
            late(lease, value);
            return;
        }
        if (handOver(lease, renewal, value)) {
            Value old = values.current();
            values.promote(value);
            plan.lives(value, lease.last());
            plan.retires(old);
            // The guardian's deadline is the new value's from now on.
            safekeeping.tell(lease);
            if (lease.issuer().facts().provable()) {
                value.lifeSign().ask();
            }
        }
    }

    private Issued issue(HeldLease lease, Renewal renewal) {
        Progress progress = lease.progress();
        try {
            return lease.issuer().issue(lease.intent().request(), renewal.requestId());
        } catch (JitException.Uncertain e) {
            lease.values().unanswered();
            progress.notRenewed(LeaseEvent.RENEWAL_UNANSWERED, e.problems().get(0));
            throw e;
        } catch (JitException e) {
            lease.values().notIssued();
            progress.notRenewed(LeaseEvent.RENEWAL_FAILED, e.problems().get(0));
            throw e;
        } catch (RuntimeException | Error e) {
            lease.values().unanswered();
            Problem problem = unexpected(e);
            progress.notRenewed(LeaseEvent.RENEWAL_UNANSWERED, problem);
            throw new JitException.Uncertain(problem, e);
        }
    }

    /** @return whether the task has it; if not, the lease is ending, and whoever ends it knows the value */
    private boolean handOver(HeldLease lease, Renewal renewal, Value value) {
        try {
            listener.renewed(lease.intent(), renewal, value.issued());
            safekeeping.keep(lease, value, value.issued());
            if (!lease.progress().renewed()) {
                return false;
            }
            lease.tell(value.issued().credential());
            return true;
        } catch (RuntimeException | Error e) {
            undo(lease, value, e);
            throw e;
        }
    }

    /** Revokes what the task has not seen, or could not use. */
    private void undo(HeldLease lease, Value value, Throwable why) {
        Optional<Problem> alive = oldValues.end(lease, value);
        alive.ifPresent(problem -> {
            why.addSuppressed(new JitException.Uncertain(problem, null));
            lease.renewal().ifPresent(plan -> plan.retiresLater(value));
        });
        // On disk it is a value that was asked for and whose answer is not there, unless its handle is.
        boolean known = alive.isEmpty() || value.isRecorded();
        lease.progress()
                .notRenewed(
                        known ? LeaseEvent.RENEWAL_FAILED : LeaseEvent.RENEWAL_UNANSWERED,
                        Problem.of("another value came, and could not be handed over"));
    }

    /** The lease has ended, and its report says that a value is unknown. */
    private void late(HeldLease lease, Value value) {
        Optional<Problem> refusal = revoker.revoke(
                lease.issuer(), value.issued().handle(), revoker.limits().revoke());
        time.await(lease.over(), revoker.limits().revoke().plus(revoker.limits().proof()));
        Progress progress = lease.progress();
        if (refusal.isPresent()) {
            progress.tolerate(() -> safekeeping.keep(lease, value, value.issued()));
        } else {
            lease.values().found(value.number());
            progress.retire(value.number(), LeaseState.REVOKED);
        }
        if (progress.state() == LeaseState.UNCERTAIN) {
            progress.note(LeaseEvent.LATE_ANSWER, "");
            if (refusal.isPresent()) {
                progress.note(LeaseEvent.GAVE_UP, refusal.get());
            } else if (lease.values().lost().isEmpty()) {
                progress.note(LeaseEvent.REVOCATION_ACCEPTED, "");
            } else {
                progress.note(LeaseEvent.VALUE_UNKNOWN, Problem.of("another value is still unknown"));
            }
        }
    }

    private void extend(HeldLease lease, RenewalPlan plan) {
        CredentialIssuer issuer = lease.issuer();
        Progress progress = lease.progress();
        Value value = lease.values().current();
        Instant before = value.until();
        Moment start = Moment.now(time);
        Renewal renewal = new Renewal(
                lease.id(),
                value.number(),
                lease.intent().requestId() + "-" + lease.values().number(),
                start.wall());
        value.mayLive(ValueRecord.latestEnd(start.wall()));
        try {
            safekeeping.guard(lease);
            if (!progress.renew(renewal)) {
                value.mayLive(before);
                return;
            }
        } catch (RuntimeException | Error e) {
            value.mayLive(before);
            throw e;
        }
        Issued longer;
        try {
            Issued known = value.issued();
            Instant until =
                    issuer.renew(known.handle(), lease.intent().request().ttl(), renewal.requestId());
            longer = new Issued(known.credential(), known.scope(), start.wall(), until, known.handle());
            value.mayLive(until);
            listener.renewed(lease.intent(), renewal, longer);
            safekeeping.keep(lease, value, longer);
        } catch (RuntimeException | Error e) {
            if (e instanceof JitException.Refused || e instanceof JitException.Unavailable) {
                value.mayLive(before);
            }
            // On disk it may live as long as anything may, until a later renewal says how long.
            progress.notRenewed(LeaseEvent.RENEWAL_FAILED, told(e));
            throw e;
        }
        if (progress.renewed()) {
            value.extended(longer, LeaseKeeper.deadline(lease.intent(), longer, start, lease.last(), time));
            lease.values().extended();
            plan.lives(value, lease.last());
            safekeeping.tell(lease);
        }
    }

    private static Problem told(Throwable e) {
        return e instanceof JitException jit ? jit.problems().get(0) : unexpected(e);
    }

    private static Problem unexpected(Throwable e) {
        return Problem.of("renewing failed unexpectedly (" + e.getClass().getName() + ")");
    }
}
