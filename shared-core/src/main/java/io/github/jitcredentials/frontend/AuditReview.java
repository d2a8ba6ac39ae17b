package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.AuditVerdict;
import io.github.jitcredentials.audit.AuditVerifier;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A look at the audit log that a host's settings name: whether it is as it was written, and, if wanted, its events as
 * CloudEvents. Changes nothing of the log, and takes no lock.
 *
 * @param log the file looked at
 * @param verdict what was found
 */
public record AuditReview(Path log, AuditVerdict verdict) {
    /**
     * @param export where to write the events of all good lines, one CloudEvent a line, in place of what is there; null for
     *     nowhere
     * @throws JitException.Misconfigured if a setting is wrong, the log can't be read, or the other file not written
     */
    public static AuditReview of(RawSettings raw, HostFacts host, @Nullable Path export) {
        AuditFiles files = AuditFiles.of(Settings.of(raw), host);
        Path log = files.log();
        if (!Files.isReadable(log)) {
            throw new JitException.Misconfigured(new Problem(
                    "there is no audit log that can be read",
                    log.toString(),
                    "Say where it is: " + raw.spelling(Setting.AUDIT)));
        }
        try {
            if (export == null) {
                return new AuditReview(log, AuditVerifier.verify(log));
            }
            Path target = host.root().resolve(export);
            new AuditFiles(log, target).locations(List.of());
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
                return new AuditReview(log, AuditVerifier.export(log, out));
            }
        } catch (IOException e) {
            throw new JitException.Misconfigured(new Problem(
                    "the audit log can't be read, or its events not written: "
                            + e.getClass().getSimpleName(),
                    log + (export == null ? "" : ", " + export),
                    ""));
        }
    }
}
