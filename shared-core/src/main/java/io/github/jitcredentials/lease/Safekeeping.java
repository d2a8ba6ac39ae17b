package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Puts values where a crash can't lose them: into the journal, and into the guardian's hands. Thread safe. */
final class Safekeeping {
    private final LeaseJournal journal;
    private final Guardian guardian;
    private final LeaseListener listener;
    private final Revoker revoker;

    Safekeeping(LeaseJournal journal, Guardian guardian, LeaseListener listener, Revoker revoker) {
        this.journal = journal;
        this.guardian = guardian;
        this.listener = listener;
        this.revoker = revoker;
    }

    boolean isGuarded(OwnerKind owner) {
        return owner == OwnerKind.PROCESS && guardian.isPresent();
    }

    /** How the authority's word that a value is alive is asked for and kept. */
    LifeSign lifeSign(Intent intent, int value, CredentialIssuer issuer, Handle handle) {
        return new LifeSign(revoker.time(), issuer, handle, at -> {
            journal.append(new SeenAlive(intent.lease(), value, at));
            guardian.seenAlive(intent.lease(), value, at);
            listener.seenAlive(intent, at);
        });
    }

    /**
     * Records a value and has the guardian hold it. The guardian and the disk work at the same time.
     *
     * @throws JitException.NotRecorded if one of them can't
     */
    void keep(HeldLease lease, Value value, Issued issued) {
        CompletableFuture<Void> guarded = hold(lease);
        Held held = new Held(lease.id(), value.number(), issued.handle(), issued.issuedAt(), issued.expiresAt());
        lease.steps().time("record", () -> journal.append(held));
        value.recorded();
        lease.steps().time("guard", () -> acknowledged(guarded, value.deadline()));
    }

    /**
     * Tells the guardian all that is to be known of a lease, and waits until it has heard.
     *
     * @throws JitException.NotRecorded if it has not
     */
    void guard(HeldLease lease) {
        acknowledged(hold(lease), lease.values().current().deadline());
    }

    /** The same, without waiting: for what does no harm if the guardian never hears it. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void tell(HeldLease lease) {
        hold(lease);
    }

    private CompletableFuture<Void> hold(HeldLease lease) {
        if (!isGuarded(lease.intent().owner())) {
            return CompletableFuture.completedFuture(null);
        }
        // What is sent later must not have been looked up earlier.
        synchronized (lease.values()) {
            return guardian.hold(guarded(lease));
        }
    }

    private GuardedLease guarded(HeldLease lease) {
        List<GuardedValue> values = new ArrayList<>();
        lease.values().all().forEach(value -> values.add(value.guarded()));
        lease.values()
                .unknown()
                .forEach(
                        lost -> values.add(new GuardedValue(lost.value(), lost.requestId(), null, lost.until(), null)));
        Moment deadline = lease.values().current().deadline();
        Duration left = Duration.ofNanos(deadline.nanos() - revoker.time().nanos());
        return new GuardedLease(
                lease.intent(),
                lease.secrets(),
                values,
                deadline.wall(),
                left,
                lease.values().restIsProven(),
                journal.file().orElse(null));
    }

    private void acknowledged(CompletableFuture<Void> guarded, Moment deadline) {
        // Nobody watches a value's deadline before it is handed over, so a slow guardian must not make it live longer.
        Duration left = deadline.left(revoker.time());
        Duration patience = revoker.limits().guardian();
        if (!revoker.time().await(guarded, left.compareTo(patience) < 0 ? left : patience)) {
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
}
