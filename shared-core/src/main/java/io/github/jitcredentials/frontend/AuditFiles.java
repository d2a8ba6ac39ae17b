package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.AuditLocation;
import io.github.jitcredentials.audit.FileAuditLog;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's events are written, by its own process and by its guardian.
 *
 * @param log the audit log, absolute
 * @param events a second file with the same as CloudEvents, absolute; null for none
 */
record AuditFiles(Path log, @Nullable Path events) {
    private static final String LOG = "JIT_CREDENTIALS_AUDIT";
    private static final String EVENTS = "JIT_CREDENTIALS_AUDIT_EVENTS";

    AuditFiles {
        log = log.toAbsolutePath();
        events = events == null ? null : events.toAbsolutePath();
    }

    static AuditFiles of(Settings settings, HostFacts host) {
        return new AuditFiles(
                settings.auditFile()
                        .map(host.root()::resolve)
                        .orElseGet(() -> AuditLocation.usual(host.environment(), host.home())),
                settings.auditEventsFile().map(host.root()::resolve).orElse(null));
    }

    /** Those that another process was told of in its environment; empty if it was told of none. */
    static Optional<AuditFiles> of(Map<String, String> environment) {
        String log = environment.getOrDefault(LOG, "");
        String events = environment.getOrDefault(EVENTS, "");
        return log.isBlank()
                ? Optional.empty()
                : Optional.of(new AuditFiles(Path.of(log), events.isBlank() ? null : Path.of(events)));
    }

    /** What another process must be told. */
    Map<String, String> environment() {
        Map<String, String> out = new HashMap<>(Map.of(LOG, log.toString()));
        if (events != null) {
            out.put(EVENTS, events.toString());
        }
        return out;
    }

    /** @throws JitException.Misconfigured if one of them lies where the build itself may write, or both are one */
    Locations locations(Collection<Path> keepOut) {
        AuditLocation logs = AuditLocation.of(log, keepOut);
        if (events == null) {
            return new Locations(logs, null);
        }
        AuditLocation second = AuditLocation.of(events, keepOut);
        if (second.file().equals(logs.file()) || second.file().equals(FileAuditLog.keyFile(logs.file()))) {
            throw new JitException.Misconfigured(new Problem(
                    "the second file with CloudEvents is the audit log itself, or its key",
                    events.toString(),
                    "Choose another file: the log stays beside it."));
        }
        return new Locations(logs, second);
    }

    /** The guardian's, which were checked by the process that started it. */
    FileAuditLog open(SecureRandom random) {
        return locations(List.of()).open(random);
    }

    /** The same, checked. */
    record Locations(AuditLocation log, @Nullable AuditLocation events) {
        /** @throws JitException.NotRecorded if one can't be written */
        FileAuditLog open(SecureRandom random) {
            return FileAuditLog.open(log, events, random);
        }
    }
}
