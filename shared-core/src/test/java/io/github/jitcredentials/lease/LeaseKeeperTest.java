package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseState.ACTIVE;
import static io.github.jitcredentials.lease.LeaseState.EXPIRED;
import static io.github.jitcredentials.lease.LeaseState.FAILED;
import static io.github.jitcredentials.lease.LeaseState.ISSUING;
import static io.github.jitcredentials.lease.LeaseState.PROVEN;
import static io.github.jitcredentials.lease.LeaseState.REVOKED;
import static io.github.jitcredentials.lease.LeaseState.REVOKING;
import static io.github.jitcredentials.lease.LeaseState.STUCK;
import static io.github.jitcredentials.lease.LeaseState.UNCERTAIN;
import static io.github.jitcredentials.lease.LeaseState.UNENDED;
import static io.github.jitcredentials.lease.LeaseTests.ID;
import static io.github.jitcredentials.lease.LeaseTests.START;
import static io.github.jitcredentials.lease.LeaseTests.TTL;
import static io.github.jitcredentials.lease.LeaseTests.id;
import static io.github.jitcredentials.lease.LeaseTests.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
    private final ManualTime time = ManualTime.startingAt(START);
    private final MemoryJournal journal = new MemoryJournal();
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final Ear ear = new Ear();
    private FakeGuardian guardian = new FakeGuardian(FakeGuardian.Mood.WILLING);

    @Test
    void task_that_ends_leaves_a_proven_lease() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        time.advance(Duration.ofSeconds(3));
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);

        assertThat(journal.path(ID)).containsExactly(ISSUING, ACTIVE, REVOKING, REVOKED, PROVEN);
        assertThat(issuer.calls()).containsExactly("issue", "probe", "revoke", "probe");
        assertThat(issuer.liveLeases()).isZero();
        assertThat(report.outcome()).isEqualTo(PROVEN);
        assertThat(report.lived()).isEqualTo(Duration.ofSeconds(3));
        assertThat(report.revokedAfter()).isEqualTo(Duration.ZERO);
        assertThat(report.seenAliveAt()).isEqualTo(START);
        assertThat(report.aliveUntil()).isNull();
        assertThat(report.problem()).isNull();
        assertThat(report.steps()).containsKeys("intend", "issue", "record", "guard", "activate", "end");
        assertThat(guardian.heard()).containsExactly("hold", "alive", "release");
        assertThat(ear.reports).containsExactly(report);
        assertThat(ear.alarms).isEmpty();
    }

    @Test
    void intent_is_on_disk_before_the_issuer_is_asked_and_handle_before_anybody_sees_the_secret() {
        List<Integer> records = new ArrayList<>();
        issuer.whenIssued(() -> records.add(journal.records().size()));
        HeldLease lease = keeper().open(plan(ID), issuer);

        assertThat(records).containsExactly(1);
        assertThat(journal.records()).hasSize(3).element(1).isInstanceOf(JournalRecord.Held.class);
        assertThat(guardian.held()).containsKey(lease.id());
        assertThat(lease.state()).isEqualTo(ACTIVE);
    }

    @Test
    void full_disk_before_asking_asks_nobody() {
        journal.leaveRoomFor(0);
        assertThatExceptionOfType(JitException.NotRecorded.class).isThrownBy(() -> keeper().open(plan(ID), issuer));
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void full_disk_after_issuing_revokes_before_it_throws() {
        for (int room = 1; room <= 2; room++) {
            MemoryJournal small = new MemoryJournal();
            small.leaveRoomFor(room);
            LeaseKeeper keeper = new LeaseKeeper(small, guardian, revoker(), ear);
            assertThatExceptionOfType(JitException.NotRecorded.class).isThrownBy(() -> keeper.open(plan(ID), issuer));
            assertThat(issuer.liveLeases()).isZero();
            assertThat(guardian.held()).isEmpty();
        }
        assertThat(issuer.calls()).containsExactly("issue", "revoke", "issue", "revoke");
    }

    @Test
    void guardian_that_refuses_revokes_before_it_throws() {
        guardian = new FakeGuardian(FakeGuardian.Mood.REFUSING);
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> keeper().open(plan(ID), issuer))
                .withMessageContaining("guardian is gone");
        assertThat(issuer.liveLeases()).isZero();
        assertThat(journal.path(ID)).containsExactly(ISSUING, REVOKING, REVOKED);
    }

    @Test
    void guardian_that_does_not_answer_is_not_waited_for_for_ever() {
        guardian = new FakeGuardian(FakeGuardian.Mood.SILENT);
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> keeper().open(plan(ID), issuer))
                .withMessageContaining("did not answer");
        assertThat(time.now()).isEqualTo(START.plus(Limits.standard().guardian()));
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void guardian_that_does_not_answer_is_not_waited_for_beyond_the_deadline() {
        guardian = new FakeGuardian(FakeGuardian.Mood.SILENT);
        issuer.gives(Duration.ofSeconds(2));
        assertThatExceptionOfType(JitException.NotRecorded.class).isThrownBy(() -> keeper().open(plan(ID), issuer));
        assertThat(time.now()).isEqualTo(START.plusSeconds(2));
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void undo_that_fails_says_what_is_alive() {
        guardian = new FakeGuardian(FakeGuardian.Mood.REFUSING);
        issuer.failsToRevoke(ScriptedIssuer.refused(), 1);
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> keeper().open(plan(ID), issuer))
                .satisfies(
                        e -> assertThat(e.getSuppressed()[0]).hasMessageContaining("alive until 2026-11-22T12:05:00Z"));
        assertThat(ear.alarms).hasSize(1);
        assertThat(journal.path(ID)).endsWith(STUCK);
    }

    @Test
    void issuer_that_says_no_leaves_a_failed_lease() {
        issuer.failsToIssue(ScriptedIssuer.refused());
        assertThatExceptionOfType(JitException.Refused.class).isThrownBy(() -> keeper().open(plan(ID), issuer));
        assertThat(journal.path(ID)).containsExactly(ISSUING, FAILED);
        assertThat(ear.alarms).isEmpty();
    }

    @Test
    void lost_answer_leaves_an_uncertain_lease_and_is_not_asked_again() {
        issuer.failsToIssue(ScriptedIssuer.uncertain());
        Instant latest = time.now().plus(CredentialRequest.LONGEST).truncatedTo(ChronoUnit.SECONDS);
        assertThatExceptionOfType(JitException.Uncertain.class)
                .isThrownBy(() -> keeper().open(plan(ID), issuer))
                .withMessageContaining("no answer came")
                .withMessageContaining(
                        "it may be alive until " + latest + "; look for request " + plan(ID).requestId());
        assertThat(journal.path(ID)).containsExactly(ISSUING, UNCERTAIN);
        assertThat(issuer.calls()).containsExactly("issue");
        assertThat(ear.alarms).hasSize(1);
    }

    @Test
    void issuer_with_a_bug_is_uncertain_and_its_message_is_not_told() {
        issuer.failsToIssue(() -> {
            throw new IllegalStateException("token " + LeaseTests.TOKEN);
        });
        assertThatExceptionOfType(JitException.Uncertain.class)
                .isThrownBy(() -> keeper().open(plan(ID), issuer))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(LeaseTests.TOKEN));
        assertThat(journal.path(ID)).containsExactly(ISSUING, UNCERTAIN);
    }

    @Test
    void listener_that_can_not_note_the_grant_stops_it() {
        ear.failAtIssued = true;
        assertThatExceptionOfType(JitException.NotRecorded.class).isThrownBy(() -> keeper().open(plan(ID), issuer));
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void listener_that_fails_later_stops_nothing_and_is_reported() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        ear.failAtMoved = true;
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(PROVEN);
        assertThat(report.problem()).isEqualTo(Problem.of("audit is full"));
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void revocation_is_repeated_until_it_is_accepted() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        issuer.failsToRevoke(ScriptedIssuer.unavailable(null), 2).failsToRevoke(ScriptedIssuer.uncertain(), 1);
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(PROVEN);
        assertThat(issuer.calls()).filteredOn("revoke"::equals).hasSize(4);
        // 100, 200 and 400 ms, each between half and all of it.
        assertThat(report.revokedAfter()).isBetween(Duration.ofMillis(350), Duration.ofMillis(700));
    }

    @Test
    void retry_after_is_honoured() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        issuer.failsToRevoke(ScriptedIssuer.unavailable(Duration.ofSeconds(7)), 1);
        assertThat(keeper.end(lease, EndReason.COMPLETED).revokedAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void authority_that_never_accepts_ends_in_one_alarm_within_the_bound() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        issuer.failsToRevoke(ScriptedIssuer.unavailable(null), 1000);
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);

        assertThat(report.outcome()).isEqualTo(STUCK);
        assertThat(report.aliveUntil()).isEqualTo(START.plus(TTL));
        assertThat(report.problem().todo())
                .contains("alive until 2026-11-22T12:05:00Z")
                .contains("request-" + ID);
        assertThat(time.now()).isBeforeOrEqualTo(START.plus(Limits.standard().revoke()));
        assertThat(ear.alarms).hasSize(1);
        assertThat(guardian.held()).as("the guardian goes on trying").containsKey(ID);
        assertThat(journal.path(ID)).containsExactly(ISSUING, ACTIVE, REVOKING, STUCK);
    }

    @Test
    void command_of_an_issuer_is_in_the_alarm_unless_it_is_somebody_elses() {
        issuer.hasCommand("bao token revoke -address=https://bao.example.com -accessor a1")
                .failsToRevoke(ScriptedIssuer.refused(), 2);
        LeaseKeeper keeper = keeper();
        LeaseReport own = keeper.end(keeper.open(plan(ID), issuer), EndReason.COMPLETED);
        LeaseKeeper wary = new LeaseKeeper(
                journal,
                guardian,
                new Revoker(time, new Random(1), Limits.standard(), spec -> !spec.equals(LeaseTests.ISSUER)),
                ear);
        LeaseReport others = wary.end(wary.open(plan(id(2)), issuer), EndReason.COMPLETED);

        assertThat(own.problem().todo()).contains("revoke it there by hand", ": bao token revoke");
        assertThat(others.problem().todo()).contains("revoke it there by hand").doesNotContain("bao token");
    }

    @Test
    void stuck_lease_is_tried_again_when_somebody_says_so() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        assertThat(keeper.retry(lease, EndReason.COMPLETED)).as("it is alive").isEmpty();
        issuer.failsToRevoke(ScriptedIssuer.refused(), 2);
        LeaseReport first = keeper.end(lease, EndReason.COMPLETED);
        LeaseReport second = keeper.retry(lease, EndReason.COMPLETED).orElseThrow();
        time.advance(Duration.ofMinutes(1));
        LeaseReport third = keeper.retry(lease, EndReason.WITHDRAWN).orElseThrow();

        assertThat(first.outcome()).isEqualTo(STUCK);
        assertThat(second.outcome()).isEqualTo(STUCK);
        assertThat(third.outcome()).isEqualTo(PROVEN);
        assertThat(third.reason()).isEqualTo(EndReason.WITHDRAWN);
        assertThat(third.aliveUntil()).isNull();
        assertThat(journal.path(ID))
                .containsExactly(ISSUING, ACTIVE, REVOKING, STUCK, REVOKING, STUCK, REVOKING, REVOKED, PROVEN);
        assertThat(ear.reports).containsExactly(first, second, third);
        assertThat(ear.alarms).hasSize(2);
        assertThat(keeper.leases()).isEmpty();
        assertThat(guardian.held()).isEmpty();
        assertThat(keeper.retry(lease, EndReason.COMPLETED)).as("it is over").isEmpty();
    }

    @Test
    void stuck_lease_that_has_expired_is_over_at_the_next_try() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        issuer.failsToRevoke(ScriptedIssuer.refused(), 1000);
        keeper.end(lease, EndReason.COMPLETED);
        time.advance(TTL.plusSeconds(61));

        assertThat(keeper.retry(lease, EndReason.COMPLETED).orElseThrow().outcome())
                .isEqualTo(EXPIRED);
        assertThat(keeper.leases()).isEmpty();
    }

    @Test
    void authority_that_refuses_is_not_asked_again() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        issuer.failsToRevoke(ScriptedIssuer.refused(), 1000);
        assertThat(keeper.end(lease, EndReason.COMPLETED).outcome()).isEqualTo(STUCK);
        assertThat(issuer.calls()).filteredOn("revoke"::equals).hasSize(1);
    }

    @Test
    void dead_counts_only_after_alive() {
        LeaseKeeper keeper = keeper();
        issuer.answersProbe(() -> Liveness.UNKNOWN);
        HeldLease lease = keeper.open(plan(ID), issuer);
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(REVOKED);
        assertThat(report.seenAliveAt()).isNull();
        assertThat(report.provenAt()).isNull();
        assertThat(issuer.calls()).containsExactly("issue", "probe", "revoke");
    }

    @Test
    void first_probe_that_failed_is_repeated_before_revoking() {
        LeaseKeeper keeper = keeper();
        issuer.answersProbe(() -> {
            throw new JitException.Unavailable(Problem.of("HTTP 503"), null, null);
        });
        HeldLease lease = keeper.open(plan(ID), issuer);
        time.settle();
        assertThat(keeper.end(lease, EndReason.COMPLETED).outcome()).isEqualTo(PROVEN);
        assertThat(issuer.calls()).containsExactly("issue", "probe", "probe", "revoke", "probe");
    }

    @Test
    void lagging_authority_is_asked_until_it_says_dead() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        time.settle();
        for (int i = 0; i < 12; i++) {
            issuer.answersProbe(() -> Liveness.ALIVE);
        }
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(PROVEN);
        assertThat(report.provenAt()).isAfter(START.plusSeconds(5)).isBefore(START.plusSeconds(12));
        assertThat(report.revokedAfter()).isEqualTo(Duration.ZERO);
    }

    @Test
    void authority_that_accepts_and_still_says_alive_raises_an_alarm() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        time.settle();
        for (int i = 0; i < 100; i++) {
            issuer.answersProbe(() -> Liveness.ALIVE);
        }
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(STUCK);
        assertThat(report.aliveUntil()).isNotNull();
        assertThat(ear.alarms).hasSize(1);
        assertThat(time.now()).isBeforeOrEqualTo(START.plus(Limits.standard().proof()));
    }

    @Test
    void issuer_that_can_not_prove_is_never_probed() {
        issuer.provesNothing();
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        time.settle();
        assertThat(keeper.end(lease, EndReason.COMPLETED).outcome()).isEqualTo(REVOKED);
        assertThat(issuer.calls()).containsExactly("issue", "revoke");
    }

    @Test
    void what_can_not_be_revoked_says_until_when_it_lives() {
        issuer.is(Revocability.EXPIRY_ONLY);
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(EXPIRED);
        assertThat(report.aliveUntil()).isEqualTo(START.plus(TTL));
        assertThat(issuer.calls()).doesNotContain("revoke");
    }

    @Test
    void what_never_ends_says_so_and_is_left_as_it_is() {
        issuer.is(Revocability.NEVER);
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        assertThat(lease.outlook()).isEqualTo(CrashOutlook.NEVER_ENDS);
        assertThat(lease.deadline()).as("the task's own time").isEqualTo(START.plus(TTL));
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(report.outcome()).isEqualTo(UNENDED);
        assertThat(report.aliveUntil()).isEqualTo(Instant.MAX);
        assertThat(report.problem()).isNull();
        assertThat(issuer.calls()).doesNotContain("revoke");
        assertThat(lease.state().isOver()).isTrue();
    }

    @Test
    void deadline_ends_it_although_the_issuer_gave_an_hour() {
        issuer.gives(Duration.ofHours(1));
        HeldLease lease = keeper().open(plan(ID), issuer);
        time.advance(TTL.minusMillis(1));
        assertThat(lease.state()).isEqualTo(ACTIVE);
        time.advance(Duration.ofMillis(1));
        assertThat(lease.state()).isEqualTo(PROVEN);
        assertThat(lease.whenOver()).isCompletedWithValueMatching(report -> report.reason() == EndReason.DEADLINE);
    }

    @Test
    void deadline_holds_on_the_monotonic_clock_when_the_wall_clock_goes_back() {
        issuer.gives(Duration.ofHours(1));
        HeldLease lease = keeper().open(plan(ID), issuer);
        time.clock().advance(Duration.ofHours(-3));
        time.advance(TTL);
        assertThat(lease.state()).isEqualTo(PROVEN);
    }

    @Test
    void deadline_holds_on_the_wall_clock_when_the_monotonic_one_stood_still() {
        issuer.gives(Duration.ofHours(1));
        HeldLease lease = keeper().open(plan(ID), issuer);
        time.clock().advance(TTL);
        time.advance(Duration.ofSeconds(1));
        assertThat(lease.state()).isEqualTo(PROVEN);
    }

    @Test
    void clock_that_is_set_ahead_of_the_expiry_does_not_make_it_dead() {
        HeldLease lease = keeper().open(plan(ID), issuer);
        time.clock().advance(TTL.plusMinutes(10));
        time.advance(Duration.ofSeconds(1));
        assertThat(lease.state()).isEqualTo(PROVEN);
        assertThat(issuer.liveLeases()).isZero();
    }

    @Test
    void second_end_gets_the_same_report() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        LeaseReport first = keeper.end(lease, EndReason.COMPLETED);
        assertThat(keeper.end(lease, EndReason.KILLED)).isSameAs(first);
        assertThat(issuer.calls()).filteredOn("revoke"::equals).hasSize(1);
    }

    @Test
    void concurrent_ends_revoke_once() throws Exception {
        try (SystemTime real = Time.system()) {
            ScriptedIssuer slow = new ScriptedIssuer(real);
            LeaseKeeper keeper =
                    new LeaseKeeper(journal, guardian, new Revoker(real, new Random(1), Limits.standard()), ear);
            HeldLease lease = keeper.open(plan(ID), slow);
            CountDownLatch go = new CountDownLatch(1);
            List<CompletableFuture<LeaseReport>> ends = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> {
                        awaitQuietly(go);
                        return keeper.end(lease, EndReason.COMPLETED);
                    }))
                    .toList();
            go.countDown();
            LeaseReport first = ends.get(0).get(10, TimeUnit.SECONDS);
            for (CompletableFuture<LeaseReport> end : ends) {
                assertThat(end.get(10, TimeUnit.SECONDS)).isSameAs(first);
            }
            assertThat(slow.calls()).filteredOn("revoke"::equals).hasSize(1);
        }
    }

    @Test
    void close_ends_in_reverse_order_then_closes_the_journal_then_says_good_bye() {
        LeaseKeeper keeper = keeper();
        keeper.open(plan(id(1)), issuer);
        keeper.open(plan(id(2)), issuer);
        keeper.open(plan(id(3)), issuer);
        keeper.close();
        keeper.close();
        assertThat(ear.reports).extracting(LeaseReport::id).containsExactly(id(3), id(2), id(1));
        assertThat(ear.reports).extracting(LeaseReport::reason).containsOnly(EndReason.SHUTDOWN);
        assertThat(issuer.liveLeases()).isZero();
        assertThat(journal.isClosed()).isTrue();
        assertThat(guardian.heard()).endsWith("bye");
        assertThatExceptionOfType(JitException.NotRecorded.class).isThrownBy(() -> keeper.open(plan(id(4)), issuer));
        assertThat(issuer.calls()).filteredOn("issue"::equals).hasSize(3);
    }

    @Test
    void lease_that_is_issued_while_the_keeper_closes_is_revoked_and_not_handed_over() throws Exception {
        try (SystemTime real = Time.system()) {
            ScriptedIssuer slow = new ScriptedIssuer(real);
            LeaseKeeper keeper =
                    new LeaseKeeper(journal, guardian, new Revoker(real, new Random(1), Limits.standard()), ear);
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch answer = new CountDownLatch(1);
            slow.whenIssued(() -> {
                asked.countDown();
                awaitQuietly(answer);
            });
            CompletableFuture<HeldLease> open = CompletableFuture.supplyAsync(() -> keeper.open(plan(ID), slow));
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            Thread closer = new Thread(keeper::close);
            closer.start();
            // The closer waits for the lock that the opener holds: nothing else makes it wait.
            while (closer.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            answer.countDown();
            closer.join(10_000);
            assertThat(open).failsWithin(Duration.ofSeconds(10));
            assertThat(slow.liveLeases()).isZero();
            assertThat(journal.path(ID)).endsWith(REVOKED);
            assertThat(journal.isClosed()).isTrue();
        }
    }

    @Test
    void detached_lease_outlives_its_keeper_with_the_word_alive_on_record() {
        LeaseKeeper keeper = keeper();
        keeper.open(plan(ID, OwnerKind.DETACHED, Renewability.FRESH), issuer);
        keeper.close();
        assertThat(issuer.liveLeases()).isEqualTo(1);
        assertThat(guardian.heard()).doesNotContain("hold");
        assertThat(journal.records()).anyMatch(SeenAlive.class::isInstance);
    }

    @Test
    void guardian_that_ended_it_is_believed() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        time.settle();
        guardian.says(new Guardian.Ended(ID, PROVEN, START.plus(TTL)));
        time.settle();
        assertThat(lease.state()).isEqualTo(PROVEN);
        assertThat(lease.whenOver())
                .isCompletedWithValueMatching(report -> START.plus(TTL).equals(report.provenAt()));
        assertThat(issuer.calls()).doesNotContain("revoke");
    }

    @Test
    void guardian_that_ends_what_was_stuck_mends_the_journal() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        issuer.failsToRevoke(ScriptedIssuer.refused(), 1);
        keeper.end(lease, EndReason.COMPLETED);
        guardian.says(new Guardian.Ended(ID, PROVEN, START.plus(TTL)));
        time.settle();
        assertThat(journal.path(ID)).containsExactly(ISSUING, ACTIVE, REVOKING, STUCK, REVOKED, PROVEN);
        assertThat(keeper.leases()).isEmpty();
    }

    @Test
    void outlook_says_who_can_revoke_after_a_crash() {
        LeaseKeeper guarded = keeper();
        LeaseKeeper alone = new LeaseKeeper(journal, Guardian.none(), revoker(), ear);
        LeasePlan fresh = plan(ID);
        LeasePlan fixed = plan(ID, OwnerKind.PROCESS, Renewability.FIXED);
        assertThat(guarded.outlook(fixed, issuer.facts())).isEqualTo(CrashOutlook.GUARDIAN_REVOKES);
        assertThat(alone.outlook(fixed, issuer.facts())).isEqualTo(CrashOutlook.SWEEP_MAY_REVOKE);
        assertThat(guarded.outlook(plan(ID, OwnerKind.DETACHED, Renewability.FRESH), issuer.facts()))
                .isEqualTo(CrashOutlook.SWEEP_MAY_REVOKE);
        issuer.needs(RevocationAuthority.FRESH_IDENTITY);
        assertThat(guarded.outlook(fresh, issuer.facts())).isEqualTo(CrashOutlook.GUARDIAN_REVOKES);
        assertThat(guarded.outlook(fixed, issuer.facts())).isEqualTo(CrashOutlook.ALIVE_UNTIL_EXPIRY);
        LeasePlan carried = plan(ID, OwnerKind.PROCESS, Renewability.CARRIED);
        assertThat(guarded.outlook(carried, issuer.facts())).isEqualTo(CrashOutlook.GUARDIAN_REVOKES);
        assertThat(alone.outlook(carried, issuer.facts())).isEqualTo(CrashOutlook.ALIVE_UNTIL_EXPIRY);
        issuer.needs(RevocationAuthority.IDENTITY);
        assertThat(guarded.outlook(fresh, issuer.facts())).isEqualTo(CrashOutlook.GUARDIAN_REVOKES);
        assertThat(guarded.outlook(fixed, issuer.facts()))
                .as("the guardian's one token may be dead by then")
                .isEqualTo(CrashOutlook.SWEEP_MAY_REVOKE);
        assertThat(alone.outlook(carried, issuer.facts())).isEqualTo(CrashOutlook.ALIVE_UNTIL_EXPIRY);
        issuer.is(Revocability.EXPIRY_ONLY);
        assertThat(guarded.outlook(fresh, issuer.facts())).isEqualTo(CrashOutlook.ALIVE_UNTIL_EXPIRY);
        issuer.is(Revocability.NEVER);
        assertThat(guarded.outlook(fresh, issuer.facts())).isEqualTo(CrashOutlook.NEVER_ENDS);
        assertThat(CrashOutlook.NEVER_ENDS.sentence(Instant.MAX))
                .isEqualTo("after a crash: as before, it does not end");
        assertThat(CrashOutlook.ALIVE_UNTIL_EXPIRY.sentence(START))
                .isEqualTo("after a crash: alive until 2026-11-22T12:00:00Z");
    }

    @Test
    void nothing_prints_the_secret() {
        LeaseKeeper keeper = keeper();
        HeldLease lease = keeper.open(plan(ID), issuer);
        LeaseReport report = keeper.end(lease, EndReason.COMPLETED);
        assertThat(lease.toString() + lease.issued() + report + journal.records() + ear.moves)
                .contains("[hidden]")
                .doesNotContain(LeaseTests.TOKEN);
    }

    private LeaseKeeper keeper() {
        return new LeaseKeeper(journal, guardian, revoker(), ear);
    }

    private Revoker revoker() {
        return new Revoker(time, new Random(1), Limits.standard());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Hears everything, and fails where told. */
    private static final class Ear implements LeaseListener {
        private final List<Problem> alarms = new ArrayList<>();
        private final List<LeaseReport> reports = new ArrayList<>();
        private final List<Transition> moves = new ArrayList<>();
        private boolean failAtIssued;
        private boolean failAtMoved;

        @Override
        public void issued(Intent intent, Issued issued) {
            if (failAtIssued) {
                throw new JitException.NotRecorded(Problem.of("audit is full"), null);
            }
        }

        @Override
        public synchronized void moved(Intent intent, Transition transition) {
            moves.add(transition);
            if (failAtMoved) {
                throw new JitException.NotRecorded(Problem.of("audit is full"), null);
            }
        }

        @Override
        public synchronized void alarm(Intent intent, Problem problem) {
            alarms.add(problem);
        }

        @Override
        public synchronized void ended(LeaseReport report) {
            reports.add(report);
        }
    }
}
