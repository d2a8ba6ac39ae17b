package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where leases are written down before they happen, so that whoever comes after a crash knows what may be alive.
 * Implementations are thread safe. Neither they nor their exceptions ever show a handle's secret parts.
 */
public interface LeaseJournal extends AutoCloseable {
    /**
     * Writes one record. When this returns, the record survives the death of the process and of the machine.
     *
     * @throws JitException.NotRecorded if that can't be promised; the journal takes nothing more after that
     */
    void append(JournalRecord entry);

    /** Where a guardian or a sweep finds it; empty if it is only in memory. */
    Optional<Path> file();

    /** Ends the ownership. Keeps what is written as long as one lease is not over. Idempotent; does not throw. */
    @Override
    void close();
}
