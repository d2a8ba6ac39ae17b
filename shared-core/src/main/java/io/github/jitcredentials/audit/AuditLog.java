package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;

/**
 * Where events are written down. Implementations are thread safe, keep the order in which {@link #append} was entered by
 * each thread, and neither log nor print.
 */
public interface AuditLog extends AutoCloseable {
    /**
     * Writes one event. When this returns, decisions, what was issued and how it ended survive a crash of the machine;
     * other events survive that of the process.
     *
     * @throws JitException.NotRecorded if it could not be written. The caller then goes no further, unless the user chose
     *     otherwise: see {@link LenientAuditLog}
     */
    void append(AuditEvent event);

    /** What stands for a secret in this log. Costs microseconds, reads no file. */
    Fingerprint fingerprint(Secret secret);

    /** Idempotent. Appending afterwards is {@link JitException.NotRecorded}. */
    @Override
    void close();
}
