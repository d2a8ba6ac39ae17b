package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.issuer.FakeIssuer.Call;
import io.github.jitcredentials.issuer.FakeIssuer.Fault;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Scope;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckedIssuerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final FakeIssuer authority = new FakeIssuer("fake", Clock.fixed(NOW, ZoneOffset.UTC));
    private final CredentialIssuer issuer = Issuers.checked(authority);
    private final CredentialRequest request = FakeRig.asking("repo:write");

    @Test
    void longerLifeThanAsked_isPassedOnWithItsTrueEnd() {
        authority.living(Duration.ofHours(1));

        Issued issued = issuer.issue(request, "r");

        assertThat(issued.expiresAt()).isEqualTo(issued.issuedAt().plus(Duration.ofHours(1)));
        assertThat(authority.liveLeases()).isEqualTo(1);
    }

    @Test
    void longerThanAnyCredentialMayLive_isTakenBack() {
        authority.living(Duration.ofHours(25));

        assertThatThrownBy(() -> issuer.issue(request, "r"))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("for 25h, and none may live longer than 24h");
        assertThat(authority.liveLeases()).isZero();
    }

    @Test
    void widerGrantThatCannotBeRevoked_isUncertainAndSaysUntilWhen() {
        authority
                .granting(Scope.of("scope", "admin"))
                .saying(Revocability.EXPIRY_ONLY, RevocationAuthority.SELF, false);

        assertThatThrownBy(() -> issuer.issue(request, "r"))
                .isInstanceOf(JitException.Uncertain.class)
                .hasMessageContaining("more than was asked: \"admin repo:write\" instead of \"repo:write\"")
                .hasMessageContaining("It lives until 2026-11-22T10:05:00Z");
    }

    @Test
    void widerGrantWhoseRevocationFails_isUncertain() {
        authority.granting(Scope.of("scope", "admin")).always(Call.REVOKE, Fault.BUSY);

        assertThatThrownBy(() -> issuer.issue(request, "r"))
                .isInstanceOf(JitException.Uncertain.class)
                .hasMessageContaining("could not be taken back");
    }

    /** An issuer that says so gives what has no end; one that names an end is not what it says it is. */
    @Test
    void neverEnding_hasNoEndAndIsNeverRevoked() {
        authority.saying(Revocability.NEVER, RevocationAuthority.SELF, false);
        assertThatThrownBy(() -> issuer.issue(request, "r"))
                .isInstanceOf(JitException.Uncertain.class)
                .hasMessageContaining("a credential with an end, and says that it gives none");

        authority.living(Duration.between(NOW, Instant.MAX));
        Issued issued = issuer.issue(request, "r");

        assertThat(issued.expiresAt()).isEqualTo(Instant.MAX);
        assertThatThrownBy(() -> issuer.revoke(issued.handle())).isInstanceOf(UnsupportedOperationException.class);
        assertThat(authority.calls()).containsExactly("ISSUE r", "ISSUE r");
    }

    @Test
    void expiryOnly_neverReachesTheAdapter() {
        Handle handle = issuer.issue(request, "r").handle();
        authority.saying(Revocability.EXPIRY_ONLY, RevocationAuthority.SELF, false);

        assertThatThrownBy(() -> issuer.revoke(handle)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(issuer.probe(handle)).isEqualTo(Liveness.UNKNOWN);
        assertThat(authority.calls()).containsExactly("ISSUE r");
    }

    @Test
    void adapterThatBreaks_isUncertainAndItsMessageIsDropped() {
        CredentialIssuer broken = Issuers.checked(new BreaksEverywhere());
        Handle handle = issuer.issue(request, "r").handle();

        assertThatThrownBy(() -> broken.issue(request, "r")).isInstanceOf(JitException.Uncertain.class);
        assertThatThrownBy(() -> broken.revoke(handle)).isInstanceOf(JitException.Uncertain.class);
        assertThatThrownBy(() -> broken.probe(handle))
                .isInstanceOf(JitException.Unavailable.class)
                .satisfies(e -> {
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).contains("BreaksEverywhere").doesNotContain("hunter2");
                });
    }

    @Test
    void checkedTwice_isCheckedOnce() {
        assertThat(Issuers.checked(issuer)).isSameAs(issuer);
    }

    @Test
    void emptyGrant_isTakenBack() {
        CredentialIssuer empty = Issuers.checked(new GrantsNothing(authority));

        assertThatThrownBy(() -> empty.issue(request, "r"))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("opens nothing");
        assertThat(authority.liveLeases()).isZero();
    }

    private record GrantsNothing(CredentialIssuer issuer) implements CredentialIssuer {
        @Override
        public IssuerFacts facts() {
            return issuer.facts();
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            Issued issued = issuer.issue(request, requestId);
            return new Issued(
                    issued.credential(), Scope.of(Map.of()), issued.issuedAt(), issued.expiresAt(), issued.handle());
        }

        @Override
        public void revoke(Handle handle) {
            issuer.revoke(handle);
        }

        @Override
        public Liveness probe(Handle handle) {
            return issuer.probe(handle);
        }
    }

    private static final class BreaksEverywhere implements CredentialIssuer {
        @Override
        public IssuerFacts facts() {
            return new IssuerFacts(
                    "broken", "https://broken.example.com", Revocability.IMMEDIATE, RevocationAuthority.SELF, true, "");
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            throw new IllegalStateException("could not parse hunter2");
        }

        @Override
        public void revoke(Handle handle) {
            throw new IllegalStateException("could not parse hunter2");
        }

        @Override
        public Liveness probe(Handle handle) {
            throw new IllegalStateException("could not parse hunter2");
        }
    }
}
