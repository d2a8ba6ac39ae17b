package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * For users who chose that work goes on when the audit log can't be written: the first failure is reported, and what was not
 * written is lost. Thread safe.
 */
public final class LenientAuditLog implements AuditLog {
    private final AuditLog log;
    private final Consumer<Problem> report;
    private final AtomicBoolean reported = new AtomicBoolean();

    /** @param report told once, by the thread whose append fails first */
    public LenientAuditLog(AuditLog log, Consumer<Problem> report) {
        this.log = log;
        this.report = report;
    }

    /**
     * The same where the log may not even open: then nothing is written, and that is reported.
     *
     * @param opening opens the log, or throws {@link JitException.NotRecorded}
     */
    public static LenientAuditLog opened(Supplier<AuditLog> opening, Consumer<Problem> report) {
        try {
            return new LenientAuditLog(opening.get(), report);
        } catch (JitException.NotRecorded e) {
            e.problems().forEach(report);
            return new LenientAuditLog(new Nowhere(), report);
        }
    }

    @Override
    public void append(AuditEvent event) {
        try {
            log.append(event);
        } catch (JitException.NotRecorded e) {
            if (reported.compareAndSet(false, true)) {
                e.problems().forEach(report);
            }
        }
    }

    @Override
    public Fingerprint fingerprint(Secret secret) {
        return log.fingerprint(secret);
    }

    @Override
    public void close() {
        log.close();
    }

    /** Where there is no log: no line, and so nothing that a fingerprint could be compared with. */
    private static final class Nowhere implements AuditLog {
        private static final Fingerprint NONE = new Fingerprint("0".repeat(16));

        @Override
        public void append(AuditEvent event) {}

        @Override
        public Fingerprint fingerprint(Secret secret) {
            return NONE;
        }

        @Override
        public void close() {}
    }
}
