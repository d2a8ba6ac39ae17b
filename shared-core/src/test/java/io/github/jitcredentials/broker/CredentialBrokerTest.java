package io.github.jitcredentials.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.issuer.FakeIssuer.Call;
import io.github.jitcredentials.issuer.FakeIssuer.Fault;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The story, told from identity to proof, and each way in which it ends early. */
class CredentialBrokerTest {
    private final Scene scene = new Scene();

    /** Whatever happened: closed twice, nothing alive that is not on record, no secret in any record. */
    @AfterEach
    void nothingLeaksAndNobodyIsForgotten() {
        LeakCanary canary = LeakCanary.of(Scene.ID_TOKEN);
        scene.issuer.secrets().forEach(canary::watch);
        canary.assertClean("the audit log", scene.audit.events().toString());
        canary.assertClean("the journal", scene.journal.records().toString());
    }

    @Test
    void wholeStory_isOnRecordInItsOrder() {
        Permitted permitted = scene.decide();
        CredentialSession session = scene.broker.open(permitted);
        scene.time.advance(Duration.ofSeconds(3));
        LeaseReport report = session.end(EndReason.COMPLETED);
        scene.broker.close();

        assertThat(scene.audit.names())
                .containsExactly(
                        "identified",
                        "permitted",
                        "intended",
                        "issued",
                        "active",
                        "revoking",
                        "revoked",
                        "proven",
                        "session-closed");
        assertThat(scene.issuer.calls()).hasSize(4);
        assertThat(report.outcome()).isEqualTo(LeaseState.PROVEN);
        assertThat(report.lived()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        assertThat(scene.issuer.liveLeases()).isZero();
        assertThat(scene.audit.events(AuditEvent.SessionClosed.class))
                .singleElement()
                .satisfies(closed -> {
                    assertThat(closed.leases()).isEqualTo(1);
                    assertThat(closed.alive()).isZero();
                });
    }

    @Test
    void everyLineAboutALease_namesWhoAskedAndWhy() {
        scene.broker.open(scene.decide()).close();

        assertThat(scene.audit.events())
                .filteredOn(event -> event.about().lease() != null)
                .isNotEmpty()
                .allSatisfy(event -> {
                    assertThat(event.about().identity()).isNotNull();
                    assertThat(event.about().request()).isEqualTo(Scene.request());
                });
    }

    @Test
    void leak_isOnRecordBeforeAndAfterTheEnd_andEndsNothing() {
        CredentialSession session = scene.broker.open(scene.decide());
        session.leakSeen("token", "the log");
        assertThat(scene.issuer.liveLeases()).isOne();
        session.close();
        session.leakSeen("token", "a late log");

        assertThat(scene.audit.events(AuditEvent.LeakSeen.class))
                .satisfiesExactly(
                        seen -> {
                            assertThat(seen.field()).isEqualTo("token");
                            assertThat(seen.place()).isEqualTo("the log");
                            assertThat(seen.about().lease())
                                    .isEqualTo(session.lease().id());
                            assertThat(seen.about().identity()).isNotNull();
                        },
                        late -> {
                            assertThat(late.place()).isEqualTo("a late log");
                            assertThat(late.about().lease())
                                    .isEqualTo(session.lease().id());
                        });
    }

    @Test
    void outlookOfALeaseThatOutlivesItsProcess_isKnownBeforeAnythingIsAsked() {
        Permitted permitted = scene.decide();
        int events = scene.audit.names().size();
        assertThat(scene.broker.outlook(permitted, OwnerKind.DETACHED)).isEqualTo(CrashOutlook.SWEEP_MAY_REVOKE);
        assertThat(scene.issuer.calls()).isEmpty();
        assertThat(scene.audit.names()).hasSize(events);
        assertThat(scene.journal.records()).isEmpty();
    }

    @Test
    void denied_asksNobodyAndSaysEveryReason() {
        scene.ref = "refs/heads/feature-x";

        assertThatThrownBy(scene::decide).isInstanceOfSatisfying(JitException.Denied.class, denied -> {
            assertThat(denied.problems()).hasSize(2);
            assertThat(denied.identity().claim("ref")).contains("refs/heads/feature-x");
            assertThat(denied.request().profile()).isEqualTo("deploy");
        });
        assertThat(scene.audit.names()).containsExactly("identified", "denied");
        assertThat(scene.issuer.calls()).isEmpty();
    }

    @Test
    void nobodyVouches_isOnRecordAndAsksNobody() {
        scene.ref = null;

        assertThatThrownBy(scene::decide)
                .isInstanceOfSatisfying(JitException.NoIdentity.class, none -> assertThat(none.isAbsent())
                        .isTrue());
        assertThat(scene.audit.names()).containsExactly("failed");
        assertThat(scene.issuer.calls()).isEmpty();
    }

    @Test
    void auditThatTakesNoDecision_stopsEverything() {
        scene.audit.failingOn(AuditEvent.Decided.class::isInstance);

        assertThatThrownBy(scene::decide).isInstanceOf(JitException.NotRecorded.class);
        assertThat(scene.issuer.calls()).isEmpty();
    }

    @Test
    void auditThatFailsAfterIssuing_revokesAndHandsNothingOut() {
        Permitted permitted = scene.decide();
        scene.audit.failingOn(AuditEvent.Issued.class::isInstance);

        assertThatThrownBy(() -> scene.broker.open(permitted)).isInstanceOf(JitException.NotRecorded.class);
        assertThat(scene.issuer.granted()).isEqualTo(1);
        assertThat(scene.issuer.liveLeases()).isZero();
    }

    @Test
    void identityThatChangesAfterTheDecision_getsNothing() {
        Permitted permitted = scene.decide();
        scene.ref = "refs/heads/feature-x";

        assertThatThrownBy(() -> scene.broker.open(permitted))
                .isInstanceOfSatisfying(JitException.NoIdentity.class, changed -> assertThat(changed.isAbsent())
                        .isFalse());
        assertThat(scene.issuer.granted()).isZero();
    }

    @Test
    void lostAnswer_isOneGrantOnRecordAsUncertainAndNeverAskedAgain() {
        Permitted permitted = scene.decide();
        scene.issuer.next(Call.ISSUE, Fault.LOST_ANSWER);

        assertThatThrownBy(() -> scene.broker.open(permitted)).isInstanceOf(JitException.Uncertain.class);
        assertThat(scene.issuer.granted()).isEqualTo(1);
        assertThat(scene.audit.names()).endsWith("intended", "uncertain");
        assertThat(scene.audit.events(AuditEvent.Uncertain.class))
                .singleElement()
                .satisfies(line -> assertThat(line.about().expiresAt())
                        .as("the latest end")
                        .isEqualTo(line.about().at().plus(CredentialRequest.LONGEST)));
    }

    @Test
    void refusal_isOnRecord() {
        Permitted permitted = scene.decide();
        scene.issuer.next(Call.ISSUE, Fault.REFUSED);

        assertThatThrownBy(() -> scene.broker.open(permitted)).isInstanceOf(JitException.Refused.class);
        assertThat(scene.audit.names()).endsWith("intended", "refused");
    }

    @Test
    void authorityThatWillNotRevoke_isStuckInTheReportAndTheLog() {
        CredentialSession session = scene.broker.open(scene.decide());
        scene.issuer.always(Call.REVOKE, Fault.BUSY);

        LeaseReport report = session.end(EndReason.COMPLETED);
        scene.broker.close();

        assertThat(report.outcome()).isEqualTo(LeaseState.STUCK);
        assertThat(report.aliveUntil()).isNotNull();
        assertThat(scene.audit.names()).contains("stuck");
        assertThat(scene.audit.events(AuditEvent.SessionClosed.class))
                .singleElement()
                .satisfies(closed -> assertThat(closed.alive()).isEqualTo(1));
    }

    @Test
    void closing_endsWhatNobodyEndedAndIsIdempotent() {
        CredentialSession forgotten = scene.broker.open(scene.decide());

        scene.broker.close();
        scene.broker.close();

        assertThat(scene.issuer.liveLeases()).isZero();
        assertThat(forgotten.lease().state().isOver()).isTrue();
        assertThat(scene.audit.isClosed()).isTrue();
        assertThat(scene.audit.names()).containsOnlyOnce("session-closed");
    }
}
