package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseTests.ID;
import static io.github.jitcredentials.lease.LeaseTests.START;
import static io.github.jitcredentials.lease.LeaseTests.TOKEN;
import static io.github.jitcredentials.lease.LeaseTests.held;
import static io.github.jitcredentials.lease.LeaseTests.intent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lease as a text, and its end by somebody who has nothing else. */
class CarriedLeaseTest {
    private final ManualTime time = ManualTime.startingAt(START);
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final SealKey key = SealKey.carried(new SecureRandom());

    @TempDir
    Path temporary;

    private Sweep elsewhere;

    @BeforeEach
    void create() throws IOException {
        elsewhere = new Sweep(
                JournalDirectory.open(temporary.resolve("journals")),
                Machine.here(),
                SealKey.in(temporary.resolve("keys"), new SecureRandom()),
                new Revoker(time, new Random(1), Limits.standard()));
    }

    @Test
    void leaseThatWasSeenAlive_isRevokedAndProvenDead() {
        LeaseReport report = end(text(Optional.of(START)));
        assertThat(report.outcome()).isEqualTo(LeaseState.PROVEN);
        assertThat(report.id()).isEqualTo(ID);
        assertThat(report.reason()).isEqualTo(EndReason.COMPLETED);
        assertThat(issuer.calls()).containsExactly("revoke", "probe");
    }

    @Test
    void leaseOfAKeeperThatIsGone_isEndedByWhatItWroteDown() {
        LeaseKeeper keeper = new LeaseKeeper(
                new MemoryJournal(),
                Guardian.none(),
                new Revoker(time, new Random(1), Limits.standard()),
                LeaseListener.NONE);
        HeldLease lease = keeper.open(LeaseTests.plan(ID, OwnerKind.DETACHED, Renewability.FRESH), issuer);
        String atOnce = CarriedLease.text(lease, key, Duration.ZERO);
        String settled = CarriedLease.text(lease, key, Duration.ofSeconds(1));
        keeper.close();
        assertThat(issuer.liveLeases()).isOne();

        CarriedLease carried = CarriedLease.of(settled).orElseThrow();
        assertThat(carried.id()).isEqualTo(ID);
        assertThat(carried.toString()).isEqualTo("CarriedLease[" + ID + "]");
        assertThat(end(settled).outcome()).isEqualTo(LeaseState.PROVEN);
        assertThat(issuer.liveLeases()).isZero();
        assertThat(end(atOnce).outcome()).as("dead already").isIn(LeaseState.REVOKED, LeaseState.PROVEN);
    }

    @Test
    void keyOfAJournal_isNotCarried() throws IOException {
        SealKey own = SealKey.in(temporary.resolve("own"), new SecureRandom());
        assertThatThrownBy(own::text).isInstanceOf(IllegalStateException.class);
        assertThat(key.toString()).isEqualTo("SealKey[carried]");
    }

    @Test
    void leaseThatNobodySawAlive_isRevokedWithoutAProof() {
        assertThat(end(text(Optional.empty())).outcome()).isEqualTo(LeaseState.REVOKED);
        assertThat(issuer.calls()).containsExactly("revoke");
    }

    @Test
    void text_hidesTheSecretFromWhoeverHasNotTheKey() {
        String[] parts = text(Optional.of(START)).split("\\.", -1);
        String open = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        LeakCanary.of(Secret.of(TOKEN), Secret.of(parts[2])).assertClean("what a log shows", parts[1] + " " + open);
        assertThat(CarriedLease.of(parts[0] + "." + parts[1] + ".***")).isEmpty();
    }

    @Test
    void textWithAnotherAuthority_opensNothing() {
        String[] parts = text(Optional.of(START)).split("\\.", -1);
        String changed = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("http://127.0.0.1:4187", "http://127.0.0.2:4187");
        LeaseReport report = end(parts[0] + "."
                + Base64.getUrlEncoder().encodeToString(changed.getBytes(StandardCharsets.UTF_8)) + "." + parts[2]);
        assertThat(report.outcome()).isEqualTo(LeaseState.STUCK);
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void textWithAnotherKey_opensNothing() {
        String text = text(Optional.of(START));
        String other = SealKey.carried(new SecureRandom()).text();
        assertThat(end(text.substring(0, text.lastIndexOf('.') + 1) + other).outcome())
                .isEqualTo(LeaseState.STUCK);
        assertThat(issuer.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jitc1", "jitc1..", "jitc1.e30.AAAA", "jitc2.e30.", "***", "jitc1.%.***", "a.b.c"})
    void textThatIsNone_isNotRead(String text) {
        assertThat(CarriedLease.of(text)).isEmpty();
    }

    private String text(Optional<Instant> seen) {
        return CarriedLease.text(intent(ID, OwnerKind.DETACHED, START), held(ID), seen, key);
    }

    private LeaseReport end(String text) {
        return elsewhere.end(
                CarriedLease.of(text).orElseThrow(),
                (spec, identity, secrets) -> issuer,
                LeaseListener.NONE,
                EndReason.COMPLETED);
    }
}
