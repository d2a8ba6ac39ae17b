package io.github.jitcredentials.broker;

import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.lease.LeaseKeeper;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.Credential;
import java.util.function.Consumer;

/**
 * A credential while its task runs. Closing revokes and proves; it never throws for what the issuer does, so it never hides the
 * task's own failure. Thread safe.
 */
public final class CredentialSession implements AutoCloseable {
    private final LeaseKeeper keeper;
    private final HeldLease lease;
    private final AuditedLeases audited;

    CredentialSession(LeaseKeeper keeper, HeldLease lease, AuditedLeases audited) {
        this.keeper = keeper;
        this.lease = lease;
        this.audited = audited;
    }

    /** What the task is handed. Where its profile says {@code renew}, that changes: ask at each use, or see {@link #onRenewal}. */
    public Credential credential() {
        return lease.credential();
    }

    /**
     * Who is told of each new value, before {@link #credential} gives it: to mask it, to hand it on. The old value lives a while
     * longer, for what was begun with it. What the listener throws takes the new value back.
     *
     * @see HeldLease#onRenewal
     */
    public void onRenewal(Consumer<Credential> listener) {
        lease.onRenewal(listener);
    }

    /**
     * Writes into the audit log that a field of it was about to be shown, and was masked. Ends nothing.
     *
     * @param field the field's name
     * @param place where that was, for people
     * @throws io.github.jitcredentials.model.JitException.NotRecorded if it can't be written
     */
    public void leakSeen(String field, String place) {
        audited.leakSeen(lease.intent(), field, place);
    }

    /** The lease behind it; holds no secret that it prints. */
    public HeldLease lease() {
        return lease;
    }

    /** Ends it. Idempotent: whoever comes second gets the same report. Blocks until the issuer answered or time is up. */
    public LeaseReport end(EndReason reason) {
        return keeper.end(lease, reason);
    }

    /** The same as {@link #end} with COMPLETED. */
    @Override
    public void close() {
        end(EndReason.COMPLETED);
    }
}
