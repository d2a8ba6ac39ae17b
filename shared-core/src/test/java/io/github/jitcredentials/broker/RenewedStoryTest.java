package io.github.jitcredentials.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.issuer.FakeIssuer.Call;
import io.github.jitcredentials.issuer.FakeIssuer.Fault;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Credential;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The story of a task that outlives one value of its credential. */
class RenewedStoryTest {
    /** Longer than one value lives, and shorter than two. */
    private static final Duration LONG = Duration.ofMinutes(6);

    private final Scene scene = new Scene();

    @AfterEach
    void nothingLeaksAndNothingIsAlive() {
        scene.broker.close();
        assertThat(scene.issuer.liveLeases()).isZero();
        LeakCanary canary = LeakCanary.of(Scene.ID_TOKEN);
        scene.issuer.secrets().forEach(canary::watch);
        canary.assertClean("the audit log", scene.audit.events().toString());
        canary.assertClean("the journal", scene.journal.records().toString());
    }

    private CredentialSession open() {
        return scene.broker.open(scene.broker.decide("trial", identity -> Scene.renewedRequest()));
    }

    @Test
    void eachValue_isOnRecordFromTheQuestionToItsEnd() {
        CredentialSession session = open();
        Credential first = session.credential();
        List<Credential> told = new ArrayList<>();
        session.lease().onRenewal(told::add);
        scene.time.advance(LONG);
        Credential second = session.credential();
        LeaseReport report = session.end(EndReason.COMPLETED);

        assertThat(told).isNotEmpty().last().isEqualTo(second).isNotEqualTo(first);
        assertThat(report.outcome()).isEqualTo(LeaseState.PROVEN);
        assertThat(report.renewals()).isEqualTo(told.size());
        assertThat(scene.issuer.granted()).isEqualTo(told.size() + 1);
        assertThat(scene.audit.names())
                .startsWith("identified", "permitted", "intended", "issued", "active", "intended", "renewed", "retired")
                .endsWith("revoking", "revoked", "proven");
        assertThat(scene.audit.events(AuditEvent.Renewed.class))
                .hasSize(told.size())
                .allSatisfy(event -> assertThat(event.about().identity()).isNotNull());
        assertThat(scene.audit.events(AuditEvent.Retired.class))
                .allSatisfy(event -> assertThat(event.details()).containsEntry("fate", "proven"));
    }

    @Test
    void policyThatSaysNoNow_endsTheLease() {
        CredentialSession session = open();
        scene.ref = "refs/heads/feature-x";
        scene.time.advance(LONG);

        assertThat(session.end(EndReason.COMPLETED).reason()).isEqualTo(EndReason.POLICY);
        assertThat(scene.issuer.granted()).isEqualTo(1);
    }

    @Test
    void somebodyElse_endsTheLease() {
        CredentialSession session = open();
        scene.subject = "repo:evil/app";
        scene.time.advance(LONG);

        assertThat(session.end(EndReason.COMPLETED).reason()).isEqualTo(EndReason.POLICY);
        assertThat(scene.issuer.granted()).isEqualTo(1);
    }

    @Test
    void issuerThatGivesNoMore_isToldAndTheLeaseEndsWithItsValue() {
        CredentialSession session = open();
        scene.issuer.always(Call.ISSUE, Fault.REFUSED);
        scene.time.advance(LONG);

        LeaseReport report = session.end(EndReason.COMPLETED);
        assertThat(report.reason()).isEqualTo(EndReason.DEADLINE);
        assertThat(report.notRenewed()).isNotNull();
        assertThat(scene.audit.names()).contains("not-renewed").doesNotContain("renewed");
    }

    @Test
    void answerThatIsLost_leavesAnUncertainValueOnRecord() {
        CredentialSession session = open();
        scene.issuer.next(Call.ISSUE, Fault.LOST_REQUEST);
        scene.time.advance(LONG);

        LeaseReport report = session.end(EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(LeaseState.UNCERTAIN);
        assertThat(report.aliveUntil()).isNotNull();
        assertThat(scene.audit.names()).contains("uncertain");
    }
}
