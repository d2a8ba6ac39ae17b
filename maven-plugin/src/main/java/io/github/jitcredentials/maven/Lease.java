package io.github.jitcredentials.maven;

import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.model.Secret;

/** A credential that is alive. Thread safe. */
interface Lease {
    /** The credential: valid until {@link #end}. */
    Secret token();

    /**
     * Revokes the credential and proves it dead. Idempotent: concurrent calls share one end. Never throws for the issuer's
     * faults; the answer tells them.
     */
    Ended end(EndReason reason);
}
