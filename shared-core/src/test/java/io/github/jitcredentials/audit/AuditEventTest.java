package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jitcredentials.model.LeaseId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AuditEventTest {
    private static final About SESSION = AuditSamples.SESSION;
    private static final About ASKED = AuditSamples.ASKED;
    private static final About LEASE = AuditSamples.LEASE;

    @Test
    void an_event_that_lacks_what_it_is_about_is_none() {
        List<Runnable> wrong = List.of(
                () -> new AuditEvent.Identified(SESSION),
                () -> AuditEvent.Decided.permit(SESSION, "rule"),
                () -> AuditEvent.Decided.permit(ASKED, " "),
                () -> AuditEvent.Decided.observe(ASKED, "rule", List.of()),
                () -> AuditEvent.Decided.deny(ASKED, List.of()),
                () -> new AuditEvent.Decided(ASKED, false, "rule", false, List.of("no")),
                () -> new AuditEvent.Decided(ASKED, false, "", true, List.of("no")),
                () -> new AuditEvent.Intended(ASKED, "1"),
                () -> new AuditEvent.Issued(ASKED, AuditSamples.REQUEST.scope(), Map.of()),
                () -> new AuditEvent.Issued(
                        ASKED.lease(new LeaseId("7f3a9c000001")), AuditSamples.REQUEST.scope(), Map.of()),
                () -> new AuditEvent.Active(ASKED),
                () -> new AuditEvent.Revoking(SESSION, "completed"),
                () -> new AuditEvent.Revoked(SESSION, Duration.ZERO),
                () -> new AuditEvent.Proven(SESSION, AuditSamples.NOON),
                () -> new AuditEvent.Stuck(SESSION, AuditSamples.PROBLEM),
                () -> new AuditEvent.Uncertain(SESSION, AuditSamples.PROBLEM),
                () -> new AuditEvent.Expired(SESSION),
                () -> new AuditEvent.Unended(SESSION),
                () -> new AuditEvent.Refused(SESSION, AuditSamples.PROBLEM),
                () -> new AuditEvent.LeakSeen(SESSION, "log", "token"),
                () -> new AuditEvent.SessionClosed(SESSION, 1, 2),
                () -> new AuditEvent.SessionClosed(SESSION, 1, -1));
        for (Runnable event : wrong) {
            assertThatIllegalArgumentException().isThrownBy(event::run).withMessageStartingWith("this event needs");
        }
    }

    @Test
    void what_an_event_is_about_grows() {
        assertThat(LEASE.session()).isEqualTo(SESSION.session());
        assertThat(LEASE.identity()).isEqualTo(AuditSamples.IDENTITY);
        assertThat(LEASE.request()).isEqualTo(AuditSamples.REQUEST);
        assertThat(LEASE.at(AuditSamples.NOON.plusSeconds(9)).at()).isEqualTo("2026-11-22T12:00:09Z");
        assertThat(SESSION.lease()).isNull();
    }

    @Test
    void names_are_of_one_form() {
        assertThat(SessionId.random(new Random(1)).toString()).matches("[0-9a-f]{16}");
        assertThat(SessionId.random(new Random(1))).isNotEqualTo(SessionId.random(new Random(2)));
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionId("7F3A9C"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fingerprint("ghs_16C7e42F292c6912"))
                .withMessageNotContaining("ghs_");
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditHead(1, "abc"));
        assertThatIllegalArgumentException().isThrownBy(() -> new AuditHead(-1, AuditLine.GENESIS));
        assertThat(new AuditHead(0, AuditLine.GENESIS)).hasToString("0:" + AuditLine.GENESIS);
    }
}
