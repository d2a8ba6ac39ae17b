package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.jitcredentials.model.JitException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * What everybody else relies on. A test class for an issuer implements this and gives a rig; {@code IssuerContractTest} shows
 * for each clause an issuer that breaks it and is found out.
 */
public interface IssuerContract {
    /** A fresh issuer and authority; closed by each test. */
    IssuerRig rig();

    @Test
    default void issue_grantsWhatWasAskedOrLess() {
        try (IssuerRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(rig.request().scope().contains(issued.scope()))
                    .as("granted scope is within the asked one")
                    .isTrue();
            assertThat(issued.scope().isEmpty()).isFalse();
            assertThat(issued.expiresAt()).isAfter(issued.issuedAt()).isNotEqualTo(Instant.MAX);
            assertThat(rig.granted()).isEqualTo(1);
            assertThat(rig.live()).isEqualTo(1);
        }
    }

    @Test
    default void issued_printsNoSecret() {
        try (IssuerRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            noSecret(rig, issued.toString());
            noSecret(rig, rig.issuer().toString());
        }
    }

    @Test
    default void widerGrant_isTakenBackAndRefused() {
        try (IssuerRig rig = rig()) {
            rig.grantMoreNext();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(revocable(rig) ? JitException.Refused.class : JitException.Uncertain.class);
            rig.settle();
            assertThat(rig.live()).isEqualTo(revocable(rig) ? 0 : 1);
        }
    }

    @Test
    default void endlessGrant_isTakenBackAndRefused() {
        try (IssuerRig rig = rig()) {
            rig.grantEndlessNext();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(revocable(rig) ? JitException.Refused.class : JitException.Uncertain.class);
            rig.settle();
            assertThat(rig.live()).isEqualTo(revocable(rig) ? 0 : 1);
        }
    }

    @Test
    default void revoke_endsTheCredential() {
        try (IssuerRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            Issued other = rig.issuer().issue(rig.request(), "request-2");
            if (!revocable(rig)) {
                assertThatThrownBy(() -> rig.issuer().revoke(issued.handle()))
                        .isInstanceOf(UnsupportedOperationException.class);
                return;
            }

            rig.issuer().revoke(issued.handle());

            assertThat(rig.live()).as("one ended, the other lives").isEqualTo(1);
            assertThat(other.handle()).isNotEqualTo(issued.handle());
        }
    }

    @Test
    default void revokeTwice_succeeds() {
        try (IssuerRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            if (revocable(rig)) {
                rig.issuer().revoke(issued.handle());
                assertThat(catchThrowable(() -> rig.issuer().revoke(issued.handle())))
                        .as("revoking what is dead")
                        .isNull();
            }
        }
    }

    @Test
    default void probe_saysAliveBeforeAndDeadAfter() {
        try (IssuerRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            boolean provable = rig.issuer().facts().provable();

            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(provable ? Liveness.ALIVE : Liveness.UNKNOWN);

            if (revocable(rig)) {
                rig.issuer().revoke(issued.handle());
                assertThat(rig.issuer().probe(issued.handle())).isEqualTo(provable ? Liveness.DEAD : Liveness.UNKNOWN);
            }
        }
    }

    @Test
    default void lostAnswer_isUncertainAndAskedOnce() {
        try (IssuerRig rig = rig()) {
            rig.loseNextAnswer();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(
                            rig.takesBackWhatWasLost() ? JitException.Refused.class : JitException.Uncertain.class);
            rig.settle();
            assertThat(rig.granted()).as("grants after one request").isEqualTo(1);
            if (rig.takesBackWhatWasLost()) {
                assertThat(rig.live()).isZero();
            }
        }
    }

    @Test
    default void unreachable_isUnavailableAndNothingIsGranted() {
        try (IssuerRig rig = rig()) {
            rig.goAway();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Unavailable.class);
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    default void revocationThatFails_canBeAskedAgain() {
        try (IssuerRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            if (!revocable(rig)) {
                return;
            }
            rig.goAway();
            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle())).isInstanceOf(JitException.Unavailable.class);
            assertThat(rig.live()).isEqualTo(1);
            rig.comeBack();

            rig.issuer().revoke(issued.handle());

            assertThat(rig.live()).isZero();
        }
    }

    @Test
    default void probeThatFails_provesNothing() {
        try (IssuerRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            rig.goAway();
            if (rig.issuer().facts().provable()) {
                assertThatThrownBy(() -> rig.issuer().probe(issued.handle()))
                        .isInstanceOf(JitException.Unavailable.class);
            }
        }
    }

    @Test
    default void refusal_isRefusedAndQuotesNoSecret() {
        try (IssuerRig rig = rig()) {
            rig.refuseNext();

            Throwable refusal = catchThrowable(() -> rig.issuer().issue(rig.request(), "request-1"));

            assertThat(refusal).isInstanceOf(JitException.Refused.class);
            assertThat(rig.live()).isZero();
            StringWriter trace = new StringWriter();
            refusal.printStackTrace(new PrintWriter(trace));
            noSecret(rig, trace.toString());
            noSecret(rig, ((JitException) refusal).problems().toString());
        }
    }

    @Test
    default void facts_areConstant() {
        try (IssuerRig rig = rig()) {
            IssuerFacts before = rig.issuer().facts();
            rig.issuer().issue(rig.request(), "request-1");
            rig.goAway();

            assertThat(rig.issuer().facts()).isEqualTo(before);
            assertThat(before.name()).isNotBlank();
            assertThat(before.url()).isNotBlank();
        }
    }

    @Test
    default void prepare_neverThrowsAndGrantsNothing() {
        try (IssuerRig rig = rig()) {
            rig.issuer().prepare();
            assertThat(rig.granted()).isZero();
            rig.goAway();
            assertThat(catchThrowable(() -> rig.issuer().prepare())).isNull();
        }
    }

    private static boolean revocable(IssuerRig rig) {
        return rig.issuer().facts().revocability().isRevocable();
    }

    /** Says that there is one, and never which. */
    private static void noSecret(IssuerRig rig, String text) {
        assertThat(rig.secrets().stream().noneMatch(secret -> text.contains(secret.reveal())))
                .as("a text for people holds no secret")
                .isTrue();
    }
}
