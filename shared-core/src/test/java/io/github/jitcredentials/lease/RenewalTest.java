package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseState.ACTIVE;
import static io.github.jitcredentials.lease.LeaseState.ISSUING;
import static io.github.jitcredentials.lease.LeaseState.PROVEN;
import static io.github.jitcredentials.lease.LeaseState.RENEWING;
import static io.github.jitcredentials.lease.LeaseState.REVOKED;
import static io.github.jitcredentials.lease.LeaseState.REVOKING;
import static io.github.jitcredentials.lease.LeaseState.UNCERTAIN;
import static io.github.jitcredentials.lease.LeaseTests.ID;
import static io.github.jitcredentials.lease.LeaseTests.START;
import static io.github.jitcredentials.lease.LeaseTests.TTL;
import static io.github.jitcredentials.lease.LeaseTests.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Leases whose task outlives one value. */
class RenewalTest {
    private static final Duration WHOLE = Duration.ofHours(2);
    /** When the latest renewal is due, and its old value is over. */
    private static final Duration ROUND = Duration.ofSeconds(241 + 30);

    private final ManualTime time = ManualTime.startingAt(START);
    private final MemoryJournal journal = new MemoryJournal();
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final List<Problem> alarms = new ArrayList<>();
    private final List<Problem> givenUp = new ArrayList<>();
    private final List<LeaseReport> reports = new ArrayList<>();
    private final FakeGuardian guardian = new FakeGuardian(FakeGuardian.Mood.WILLING);
    private final LeaseKeeper keeper = new LeaseKeeper(
            journal, guardian, new Revoker(time, new Random(1), Limits.standard()), new LeaseListener() {
                @Override
                public void alarm(Intent intent, Problem problem) {
                    alarms.add(problem);
                }

                @Override
                public void notRenewed(Intent intent, Problem problem) {
                    givenUp.add(problem);
                }

                @Override
                public void ended(LeaseReport report) {
                    reports.add(report);
                }
            });

    @Test
    void task_that_goes_on_gets_one_value_after_the_other_and_all_are_proven_dead() {
        HeldLease lease = open();
        List<Credential> seen = new ArrayList<>(List.of(lease.credential()));
        lease.onRenewal(seen::add);
        time.advance(Duration.ofMinutes(30));
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);

        assertThat(seen).hasSizeGreaterThan(6).doesNotHaveDuplicates();
        assertThat(lease.credential()).isEqualTo(seen.get(seen.size() - 1));
        assertThat(report.renewals()).isEqualTo(seen.size() - 1);
        assertThat(report.outcome()).isEqualTo(PROVEN);
        assertThat(report.lived()).isEqualTo(Duration.ofMinutes(30));
        assertThat(report.ttl()).isEqualTo(WHOLE);
        assertThat(report.notRenewed()).isNull();
        assertThat(issuer.liveLeases()).isZero();
        assertThat(issuer.mostAlive()).isEqualTo(2);
        assertThat(records(Retired.class)).hasSize(seen.size() - 1).allMatch(old -> old.fate() == PROVEN);
        assertThat(guardian.held()).isEmpty();
        assertThat(alarms).isEmpty();
    }

    @Test
    void intent_is_on_disk_and_guarded_before_the_issuer_is_asked_and_the_new_handle_before_the_task_sees_it() {
        HeldLease lease = open();
        Credential first = lease.credential();
        List<String> order = new ArrayList<>();
        issuer.whenIssued(() -> {
            order.add("asked");
            assertThat(records(Renewal.class)).hasSize(1);
            assertThat(guardian.held().get(ID).values())
                    .extracting(GuardedValue::number)
                    .containsExactly(1, 2);
            assertThat(lease.credential()).isEqualTo(first);
        });
        lease.onRenewal(credential -> {
            order.add("told");
            assertThat(records(Held.class)).extracting(Held::value).containsExactly(1, 2);
            assertThat(guardian.held().get(ID).values()).allMatch(value -> value.handle() != null);
            assertThat(lease.credential()).isEqualTo(first);
        });
        time.advance(ROUND);
        assertThat(order).containsExactly("asked", "told");
        assertThat(lease.credential()).isNotEqualTo(first);
    }

    @Test
    void old_value_lives_through_the_overlap_and_no_longer() {
        HeldLease lease = open();
        lease.onRenewal(credential -> {});
        while (lease.renewals() == 0) {
            time.advance(Duration.ofMillis(100));
        }
        assertThat(issuer.liveLeases()).isEqualTo(2);
        time.advance(Duration.ofSeconds(31));
        assertThat(issuer.liveLeases()).isEqualTo(1);
        assertThat(lease.state()).isEqualTo(ACTIVE);
    }

    @Test
    void whole_time_ends_the_lease_although_its_value_would_live_on() {
        HeldLease lease = open();
        time.advance(WHOLE.minusMillis(1));
        assertThat(lease.state()).isEqualTo(ACTIVE);
        assertThat(lease.deadline()).isEqualTo(START.plus(WHOLE));
        time.advance(Duration.ofMillis(1));
        assertThat(lease.state()).isEqualTo(PROVEN);
        assertThat(reports.get(0).reason()).isEqualTo(EndReason.DEADLINE);
        assertThat(reports.get(0).notRenewed()).isNull();
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void authority_that_can_not_now_is_asked_again_with_ever_longer_pauses() {
        HeldLease lease = open();
        for (int i = 0; i < 4; i++) {
            issuer.failsToIssue(ScriptedIssuer.unavailable(null));
        }
        time.advance(ROUND);
        assertThat(lease.renewals()).isEqualTo(1);
        assertThat(journal.path(ID))
                .containsExactly(
                        ISSUING, ACTIVE, RENEWING, ACTIVE, RENEWING, ACTIVE, RENEWING, ACTIVE, RENEWING, ACTIVE,
                        RENEWING, ACTIVE);
        assertThat(alarms).isEmpty();
        assertThat(givenUp).isEmpty();
    }

    @Test
    void authority_that_never_can_is_given_up_before_the_end_which_then_comes() {
        HeldLease lease = open();
        for (int i = 0; i < 1000; i++) {
            issuer.failsToIssue(ScriptedIssuer.unavailable(null));
        }
        time.advance(TTL.minusSeconds(1));
        assertThat(givenUp).containsExactly(Problem.of("HTTP 503"));
        assertThat(issuer.calls()).filteredOn("issue"::equals).hasSizeBetween(5, 20);
        time.advance(Duration.ofSeconds(1));
        assertThat(lease.state()).isEqualTo(PROVEN);
        assertThat(reports.get(0).reason()).isEqualTo(EndReason.DEADLINE);
        assertThat(reports.get(0).notRenewed()).isEqualTo(Problem.of("HTTP 503"));
    }

    @Test
    void authority_that_says_no_is_not_asked_again() {
        HeldLease lease = open();
        issuer.failsToIssue(ScriptedIssuer.refused());
        time.advance(TTL);
        assertThat(issuer.calls()).filteredOn("issue"::equals).hasSize(2);
        assertThat(givenUp).hasSize(1);
        assertThat(lease.state()).isEqualTo(PROVEN);
    }

    @Test
    void lost_answer_is_an_unknown_value_on_record_and_the_lease_goes_on_with_the_old_one() {
        HeldLease lease = open();
        Credential first = lease.credential();
        issuer.failsToIssue(ScriptedIssuer.uncertain());
        time.advance(TTL.minusSeconds(1));
        assertThat(lease.credential()).isEqualTo(first);
        assertThat(lease.state()).isEqualTo(ACTIVE);
        assertThat(alarms).hasSize(1);
        assertThat(issuer.calls())
                .filteredOn("issue"::equals)
                .as("never blindly again")
                .hasSize(2);

        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(UNCERTAIN);
        assertThat(report.problem().todo()).contains("request-" + ID + "-2");
        assertThat(report.aliveUntil()).isAfter(START.plus(Duration.ofHours(24)));
        assertThat(journal.path(ID)).endsWith(RENEWING, ACTIVE, REVOKING, UNCERTAIN);
        assertThat(issuer.liveLeases()).as("what is known is revoked").isZero();
    }

    @Test
    void policy_that_says_no_now_ends_the_lease() {
        boolean[] allowed = {true};
        HeldLease lease = keeper.open(renewed(ID, WHOLE), issuer, () -> {
            if (!allowed[0]) {
                throw new JitException.Denied(null, lease().request(), List.of(Problem.of("ref is feature-x")));
            }
        });
        time.advance(ROUND);
        assertThat(lease.renewals()).isEqualTo(1);
        allowed[0] = false;
        time.advance(ROUND);
        assertThat(lease.state()).isEqualTo(PROVEN);
        assertThat(reports.get(0).reason()).isEqualTo(EndReason.POLICY);
        assertThat(reports.get(0).notRenewed()).isEqualTo(Problem.of("ref is feature-x"));
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void identity_that_can_not_be_had_is_asked_for_again_and_the_authority_is_not_asked_without_it() {
        int[] failures = {3};
        HeldLease lease = keeper.open(renewed(ID, WHOLE), issuer, () -> {
            if (failures[0]-- > 0) {
                throw new JitException.NoIdentity(Problem.of("HTTP 500"), null);
            }
        });
        time.advance(ROUND);
        assertThat(lease.renewals()).isEqualTo(1);
        assertThat(records(Renewal.class)).hasSize(1);
    }

    @Test
    void listener_that_can_not_take_the_new_value_gets_it_taken_back() {
        HeldLease lease = open();
        Credential first = lease.credential();
        int[] failures = {1};
        lease.onRenewal(credential -> {
            if (failures[0]-- > 0) {
                throw new IllegalStateException("the file can't be written: " + credential.field("token"));
            }
        });
        time.advance(Duration.ofSeconds(95));
        while (issuer.calls().stream().filter("issue"::equals).count() < 2) {
            time.advance(Duration.ofMillis(100));
        }
        assertThat(issuer.liveLeases()).isEqualTo(1);
        assertThat(lease.credential()).isEqualTo(first);
        time.advance(Duration.ofSeconds(45));
        assertThat(lease.renewals()).isEqualTo(1);
        assertThat(keeper.end(lease, EndReason.COMPLETED).outcome()).isEqualTo(PROVEN);
    }

    @Test
    void disk_that_is_full_takes_the_new_value_back_and_the_old_one_goes_on_until_its_end() {
        HeldLease lease = open();
        Credential first = lease.credential();
        issuer.whenIssued(() -> journal.leaveRoomFor(0));
        time.advance(TTL.minusSeconds(1));
        assertThat(lease.credential()).isEqualTo(first);
        assertThat(issuer.liveLeases()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void end_while_the_authority_is_being_asked_waits_for_what_comes_and_revokes_it_too() throws Exception {
        try (SystemTime real = Time.system()) {
            ScriptedIssuer slow = new ScriptedIssuer(real);
            LeaseKeeper live = new LeaseKeeper(
                    journal, guardian, new Revoker(real, new Random(1), Limits.standard()), LeaseListener.NONE);
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch answer = new CountDownLatch(1);
            CountDownLatch revoked = new CountDownLatch(1);
            HeldLease lease = live.open(LeaseTests.brief(ID), slow);
            slow.whenIssued(() -> {
                asked.countDown();
                awaitQuietly(answer);
            });
            slow.whenRevoked(revoked::countDown);
            awaitQuietly(asked);
            CompletableFuture<LeaseReport> end =
                    CompletableFuture.supplyAsync(() -> live.end(lease, EndReason.COMPLETED));
            // The old one is dead before the answer about the new one is there.
            awaitQuietly(revoked);
            assertThat(end).isNotDone();
            answer.countDown();
            LeaseReport report = end.get(10, TimeUnit.SECONDS);
            assertThat(slow.liveLeases()).isZero();
            assertThat(report.outcome()).isIn(PROVEN, REVOKED);
            assertThat(report.renewals()).isZero();
            assertThat(journal.path(ID)).contains(RENEWING).doesNotContain(UNCERTAIN);
        }
    }

    @Test
    void answer_that_comes_after_the_report_is_revoked_at_once_and_the_journal_says_so() {
        HeldLease lease = open();
        issuer.whenIssued(() -> {
            issuer.whenIssued(() -> {});
            LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
            assertThat(report.outcome()).isEqualTo(UNCERTAIN);
            assertThat(issuer.liveLeases()).isEqualTo(1);
        });
        time.advance(ROUND);
        assertThat(issuer.liveLeases()).isZero();
        assertThat(journal.path(ID)).endsWith(RENEWING, REVOKING, UNCERTAIN, REVOKING, REVOKED);
        assertThat(keeper.leases()).isEmpty();
    }

    @Test
    void authority_that_extends_is_asked_for_the_same_value_again() {
        issuer.extendsValues();
        HeldLease lease = open();
        Credential first = lease.credential();
        time.advance(Duration.ofMinutes(30));
        assertThat(lease.credential()).isEqualTo(first);
        assertThat(lease.renewals()).isGreaterThan(6);
        assertThat(issuer.calls()).filteredOn("issue"::equals).hasSize(1);
        assertThat(lease.expiresAt()).isAfter(time.now());
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(PROVEN);
        assertThat(journal.path(ID)).endsWith(RENEWING, ACTIVE, REVOKING, REVOKED, PROVEN);
    }

    @Test
    void lost_answer_of_an_extension_is_asked_for_again_and_until_then_it_may_live_a_day() {
        issuer.extendsValues().failsToIssue(() -> {}).failsToIssue(ScriptedIssuer.uncertain());
        HeldLease lease = open();
        while (records(Renewal.class).isEmpty()) {
            time.advance(Duration.ofMillis(100));
        }
        assertThat(lease.expiresAt()).isAfter(START.plus(Duration.ofHours(24)));
        time.advance(ROUND);
        assertThat(lease.renewals()).isPositive();
        assertThat(lease.expiresAt()).isBefore(START.plus(Duration.ofHours(1)));
        assertThat(alarms).isEmpty();
    }

    @Test
    void old_value_that_can_not_be_revoked_stays_with_its_lease() {
        HeldLease lease = open();
        while (lease.renewals() == 0) {
            time.advance(Duration.ofMillis(100));
        }
        issuer.failsToRevoke(ScriptedIssuer.refused(), 1);
        time.advance(Duration.ofSeconds(31));
        assertThat(issuer.liveLeases()).isEqualTo(2);
        assertThat(keeper.end(lease, EndReason.COMPLETED).outcome()).isEqualTo(PROVEN);
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void one_value_that_nobody_saw_alive_keeps_the_lease_from_being_proven() {
        HeldLease lease = open();
        time.settle();
        issuer.answersProbe(() -> Liveness.UNKNOWN);
        time.advance(ROUND);
        assertThat(lease.renewals()).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            issuer.answersProbe(() -> Liveness.UNKNOWN);
        }
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(REVOKED);
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void guardian_that_refuses_keeps_the_authority_from_being_asked() {
        HeldLease lease = open();
        guardian.becomes(FakeGuardian.Mood.REFUSING);
        time.advance(ROUND);
        assertThat(issuer.calls()).filteredOn("issue"::equals).hasSize(1);
        assertThat(lease.renewals()).isZero();
        assertThat(records(Renewal.class)).isEmpty();
    }

    @Test
    void what_its_owner_leaves_behind_is_not_renewed() {
        LeasePlan detached = LeaseTests.plan(renewed(ID, WHOLE).request(), ID, OwnerKind.DETACHED, Renewability.FRESH);
        HeldLease lease = keeper.open(detached, issuer);
        time.advance(TTL);
        assertThat(lease.state()).isEqualTo(PROVEN);
        assertThat(lease.renewals()).isZero();
    }

    @Test
    void what_can_not_be_revoked_says_until_when_the_last_of_it_lives() {
        issuer.is(Revocability.EXPIRY_ONLY);
        HeldLease lease = open();
        time.advance(ROUND);
        assertThat(lease.renewals()).isEqualTo(1);
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(LeaseState.EXPIRED);
        assertThat(report.aliveUntil()).isEqualTo(lease.expiresAt());
    }

    @Test
    void renewals_of_leases_that_were_opened_together_are_spread() {
        int leases = 2000;
        for (int i = 0; i < leases; i++) {
            keeper.open(renewed(LeaseTests.id(i), WHOLE), issuer);
        }
        List<Integer> perSlot = new ArrayList<>();
        long before = issuer.calls().stream().filter("issue"::equals).count();
        for (int i = 0; i < 60; i++) {
            time.advance(Duration.ofSeconds(10));
            long now = issuer.calls().stream().filter("issue"::equals).count();
            perSlot.add((int) (now - before));
            before = now;
        }
        double mean = perSlot.stream().mapToInt(n -> n).average().orElseThrow();
        int peak = perSlot.stream().mapToInt(n -> n).max().orElseThrow();
        assertThat(peak).isLessThanOrEqualTo((int) (2 * mean));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HeldLease open() {
        return keeper.open(renewed(ID, WHOLE), issuer);
    }

    private Intent lease() {
        return (Intent) journal.records().get(0);
    }

    private <T extends JournalRecord> List<T> records(Class<T> type) {
        return journal.records().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
