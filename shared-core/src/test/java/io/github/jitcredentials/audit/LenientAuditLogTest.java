package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LenientAuditLogTest {
    private final RecordingAuditLog log = new RecordingAuditLog();
    private final List<Problem> reported = new ArrayList<>();
    private final AuditLog lenient = new LenientAuditLog(log, reported::add);

    @Test
    void failures_are_reported_once_and_the_rest_is_written() {
        log.failingOn(event -> event instanceof AuditEvent.Active);
        lenient.append(AuditSamples.numbered(1));
        lenient.append(new AuditEvent.Active(AuditSamples.LEASE));
        lenient.append(new AuditEvent.Active(AuditSamples.LEASE));
        lenient.append(AuditSamples.numbered(2));
        assertThat(reported).containsExactly(Problem.of("the audit log takes no active"));
        assertThat(log.names()).containsExactly("session-opened", "session-opened");
    }

    @Test
    void everything_else_is_the_logs_own() {
        Secret secret = Secret.of("a secret");
        assertThat(lenient.fingerprint(secret)).isEqualTo(log.fingerprint(secret));
        lenient.close();
        assertThat(log.isClosed()).isTrue();
    }

    @Test
    void log_that_does_not_open_is_reported_and_stops_nothing() {
        AuditLog none = LenientAuditLog.opened(
                () -> {
                    throw new JitException.NotRecorded(Problem.of("the directory is not ours"), null);
                },
                reported::add);

        none.append(AuditSamples.numbered(1));
        assertThat(none.fingerprint(Secret.of("a secret"))).isEqualTo(none.fingerprint(Secret.of("another")));
        none.close();
        assertThat(reported).containsExactly(Problem.of("the directory is not ours"));
    }
}
