package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseEvent.END;
import static io.github.jitcredentials.lease.LeaseEvent.GAVE_UP;
import static io.github.jitcredentials.lease.LeaseEvent.HANDED_OVER;
import static io.github.jitcredentials.lease.LeaseState.ACTIVE;
import static io.github.jitcredentials.lease.LeaseState.EXPIRED;
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
import static io.github.jitcredentials.lease.LeaseTests.held;
import static io.github.jitcredentials.lease.LeaseTests.id;
import static io.github.jitcredentials.lease.LeaseTests.intent;
import static io.github.jitcredentials.lease.LeaseTests.moved;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private final ManualTime time = ManualTime.startingAt(START);
    private final ScriptedIssuer issuer = new ScriptedIssuer(time);
    private final List<Problem> alarms = Collections.synchronizedList(new ArrayList<>());
    private final Machine here = Machine.here();
    /** A process of this machine that is gone. */
    private final Machine gone = new Machine(here.host(), here.boot(), 999_999_999, START);

    @TempDir
    Path temporary;

    private JournalDirectory directory;
    private SealKey key;

    @BeforeEach
    void create() throws IOException {
        directory = JournalDirectory.open(temporary.resolve("journals"));
        key = SealKey.in(temporary.resolve("keys"), new SecureRandom());
    }

    @Test
    void empty_directory_has_nothing_to_report() {
        assertThat(run()).isEqualTo(new SweepReport(List.of(), List.of(), 0));
    }

    @Test
    void lease_of_a_dead_process_is_revoked_proven_and_forgotten() {
        active(left(gone), true).close();
        SweepReport report = run();
        assertThat(report.alarms()).isEmpty();
        assertThat(report.leases()).singleElement().satisfies(lease -> {
            assertThat(lease.id()).isEqualTo(ID);
            assertThat(lease.outcome()).isEqualTo(PROVEN);
            assertThat(lease.reason()).isEqualTo(EndReason.SWEPT);
            assertThat(lease.purpose().text()).isEqualTo("publish 1.4.0");
        });
        assertThat(issuer.calls()).containsExactly("revoke", "probe");
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void lease_that_nobody_saw_alive_is_revoked_and_not_called_proven() {
        active(left(gone), false).close();
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(REVOKED);
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void lease_of_this_process_is_left_alone_and_its_lock_stays() throws IOException {
        FileJournal journal = active(left(here), true);
        assertThat(run()).isEqualTo(new SweepReport(List.of(), List.of(), 1));
        assertThat(ProcessLock.tryTake(FileJournal.ownerLock(journal.file().orElseThrow())))
                .isEmpty();
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void stuck_lease_that_was_tried_not_long_ago_is_left_alone() {
        FileJournal journal = active(left(gone), true);
        journal.append(moved(ID, ACTIVE, END));
        journal.append(moved(ID, REVOKING, GAVE_UP));
        journal.close();
        Sweep sweep = new Sweep(directory, here, key, revoker(time));

        assertThat(sweep.run(factory(), LeaseListener.NONE, Set.of(), ID::equals))
                .isEqualTo(new SweepReport(List.of(), List.of(), 1));
        assertThat(sweep.withdraw(factory(), LeaseListener.NONE, id -> false, EndReason.WITHDRAWN)
                        .leases())
                .isEmpty();
        assertThat(issuer.calls()).isEmpty();
        assertThat(sweep.withdraw(factory(), LeaseListener.NONE, ID::equals, EndReason.WITHDRAWN)
                        .leases())
                .extracting(LeaseReport::outcome)
                .containsExactly(PROVEN);
    }

    @Test
    void what_this_process_closed_and_left_stuck_is_swept_by_this_process() {
        FileJournal journal = active(left(here), true);
        journal.append(moved(ID, ACTIVE, END));
        journal.append(moved(ID, REVOKING, GAVE_UP));
        journal.close();
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(PROVEN);
    }

    @Test
    void lease_whose_lock_is_held_is_left_alone() {
        FileJournal journal = active(left(gone), true);
        assertThat(run().inCare()).isEqualTo(1);
        journal.close();
        assertThat(run().leases()).hasSize(1);
    }

    @Test
    void lease_that_a_guardian_holds_is_left_alone() throws IOException {
        FileJournal journal = active(left(gone), true);
        Path file = journal.file().orElseThrow();
        journal.close();
        try (Takeover guardian = Takeover.of(file, time)) {
            assertThat(guardian).isNotNull();
            assertThat(run().inCare()).isEqualTo(1);
        }
        assertThat(issuer.calls()).isEmpty();
        assertThat(run().leases()).hasSize(1);
    }

    @Test
    void lease_left_in_revoking_or_stuck_is_tried_again() {
        FileJournal journal = active(left(gone), true);
        journal.append(moved(ID, ACTIVE, END));
        journal.close();
        issuer.failsToRevoke(ScriptedIssuer.refused(), 1);
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(STUCK);
        assertThat(alarms).hasSize(1);
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(PROVEN);
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void lease_that_expired_is_not_asked_about() {
        active(left(gone), true).close();
        time.advance(TTL.plus(Ending.SKEW).plusSeconds(1));
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(EXPIRED);
        assertThat(issuer.calls()).isEmpty();
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void lease_that_expired_a_moment_ago_is_revoked_all_the_same_because_clocks_differ() {
        active(left(gone), true).close();
        time.advance(TTL.plusSeconds(5));
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(PROVEN);
    }

    @Test
    void intent_without_handle_is_uncertain_until_the_longest_life_then_expired() {
        FileJournal journal = left(gone);
        journal.append(intent(ID));
        journal.close();
        time.advance(TTL.multipliedBy(3));
        assertThat(run().leases()).singleElement().satisfies(lease -> {
            assertThat(lease.outcome()).isEqualTo(UNCERTAIN);
            assertThat(lease.aliveUntil()).isEqualTo(START.plus(Duration.ofHours(24)));
            assertThat(lease.problem().todo()).contains("request-" + ID);
        });
        assertThat(alarms).hasSize(1);
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(UNCERTAIN);
        assertThat(alarms).as("one alarm, not one a sweep").hasSize(1);
        time.advance(Duration.ofHours(24));
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(EXPIRED);
        assertThat(directory.path()).isEmptyDirectory();
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void detached_lease_is_left_alone_until_its_deadline() {
        detached().close();
        assertThat(run().inCare()).isEqualTo(1);
        time.advance(TTL);
        assertThat(run().leases()).extracting(LeaseReport::outcome).containsExactly(REVOKED);
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void detached_lease_whose_task_is_over_is_ended_at_once() {
        detached().close();
        SweepReport report = sweep().run(factory(), ear(), Set.of(ID));
        assertThat(report.leases()).extracting(LeaseReport::outcome).containsExactly(REVOKED);
    }

    @Test
    void journal_of_another_host_or_boot_raises_an_alarm_and_is_not_swept() {
        active(left(new Machine("elsewhere", here.boot(), 1, START)), true).close();
        active(left(new Machine(here.host(), "yesterday", 1, START)), true).close();
        SweepReport report = run();
        assertThat(report.leases()).isEmpty();
        assertThat(report.alarms())
                .hasSize(2)
                .extracting(Problem::what)
                .satisfiesExactlyInAnyOrder(
                        what -> assertThat(what).contains("another machine (elsewhere)"),
                        what -> assertThat(what).contains("before this machine's last start"));
        assertThat(issuer.calls()).isEmpty();
        assertThat(directory.path()).isNotEmptyDirectory();
    }

    @Test
    void copied_directory_raises_an_alarm_and_is_not_swept() throws IOException {
        FileJournal journal = active(left(gone), true);
        Path file = journal.file().orElseThrow();
        journal.close();
        JournalDirectory copy = JournalDirectory.open(temporary.resolve("copy"));
        Files.copy(file, copy.path().resolve(file.getFileName()));
        SweepReport report = new Sweep(copy, here, key, revoker(time)).run(factory(), ear());
        assertThat(report.alarms()).singleElement().satisfies(problem -> assertThat(problem.what())
                .contains("another directory (" + directory.path() + ")"));
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void moved_directory_raises_an_alarm_and_is_not_swept() throws IOException {
        active(left(gone), true).close();
        Files.move(directory.path(), temporary.resolve("moved"));
        JournalDirectory moved = JournalDirectory.open(temporary.resolve("moved"));
        SweepReport report = new Sweep(moved, here, key, revoker(time)).run(factory(), ear());
        assertThat(report.alarms()).hasSize(1);
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void directory_that_replaced_another_of_the_same_name_raises_an_alarm() throws IOException {
        active(left(gone), true).close();
        Path original = Files.move(directory.path(), temporary.resolve("original"));
        JournalDirectory replacement = JournalDirectory.open(temporary.resolve("journals"));
        try (var files = Files.list(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, replacement.path().resolve(file.getFileName()));
            }
        }
        SweepReport report = new Sweep(replacement, here, key, revoker(time)).run(factory(), ear());
        assertThat(report.alarms()).hasSize(1);
        assertThat(issuer.calls()).isEmpty();
    }

    @Test
    void damaged_or_open_journal_raises_an_alarm_and_the_next_one_is_swept() throws IOException {
        FileJournal damaged = active(left(gone), true);
        Path file = damaged.file().orElseThrow();
        damaged.close();
        Files.writeString(file, Files.readString(file).replaceFirst("intent", "intend"));
        FileJournal shared = active(left(gone), true);
        shared.close();
        Files.setPosixFilePermissions(shared.file().orElseThrow(), PosixFilePermissions.fromString("rw-rw-r--"));
        FileJournal good = left(gone);
        good.append(intent(id(2)));
        good.append(held(id(2)));
        good.close();
        SweepReport report = run();
        assertThat(report.alarms()).hasSize(2).anyMatch(problem -> problem.what()
                .contains("damaged: line 2"));
        assertThat(report.leases()).extracting(LeaseReport::id).containsExactly(id(2));
        assertThat(file).exists();
    }

    @Test
    void torn_last_line_is_no_obstacle() throws IOException {
        FileJournal journal = active(left(gone), true);
        journal.close();
        Path file = journal.file().orElseThrow();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        SweepReport report = run();
        assertThat(report.alarms()).isEmpty();
        assertThat(report.leases()).extracting(LeaseReport::outcome).containsExactly(REVOKED);
    }

    @Test
    void journal_whose_owner_died_before_its_first_line_is_removed() throws IOException {
        Path file = directory.path().resolve("1-000000000000.jsonl");
        Files.write(file, "{\"sum\":\"12".getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(run()).isEqualTo(new SweepReport(List.of(), List.of(), 0));
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void handle_that_this_key_does_not_open_is_stuck_until_it_expires() throws IOException {
        active(left(gone), true).close();
        SealKey other = SealKey.in(temporary.resolve("other"), new SecureRandom());
        Sweep sweep = new Sweep(directory, here, other, revoker(time));
        assertThat(sweep.run(factory(), ear()).leases()).singleElement().satisfies(lease -> {
            assertThat(lease.outcome()).isEqualTo(STUCK);
            assertThat(lease.problem().what()).contains("can't be opened");
        });
        assertThat(sweep.run(factory(), ear()).leases())
                .extracting(LeaseReport::outcome)
                .containsExactly(STUCK);
        time.advance(TTL.plus(Ending.SKEW).plusSeconds(1));
        assertThat(sweep.run(factory(), ear()).leases())
                .extracting(LeaseReport::outcome)
                .containsExactly(EXPIRED);
    }

    @Test
    void issuer_that_can_not_be_made_here_is_stuck_and_says_why() {
        active(left(gone), true).close();
        SweepReport report = sweep().run(
                        (spec, identity, secrets) -> {
                            throw new JitException.Misconfigured(Problem.of("env:CI_TOKEN is not set"));
                        },
                        ear());
        assertThat(report.leases()).extracting(LeaseReport::outcome).containsExactly(STUCK);
        assertThat(alarms).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("env:CI_TOKEN is not set")
                .contains("alive until"));
    }

    @Test
    void what_can_not_be_revoked_is_reported_with_its_end() {
        issuer.is(Revocability.EXPIRY_ONLY);
        active(left(gone), true).close();
        assertThat(run().leases()).singleElement().satisfies(lease -> {
            assertThat(lease.outcome()).isEqualTo(EXPIRED);
            assertThat(lease.aliveUntil()).isEqualTo(START.plus(TTL));
        });
    }

    @Test
    void what_never_ends_is_reported_once_and_never_expires() {
        issuer.is(Revocability.NEVER);
        FileJournal journal = left(gone);
        journal.append(intent(ID));
        journal.append(new JournalRecord.Held(ID, JournalRecord.FIRST, held(ID).handle(), START, Instant.MAX));
        journal.append(moved(ID, ISSUING, LeaseEvent.HANDED_OVER));
        journal.close();
        time.advance(Duration.ofDays(400));
        assertThat(run().leases()).singleElement().satisfies(lease -> {
            assertThat(lease.outcome()).isEqualTo(UNENDED);
            assertThat(lease.aliveUntil()).isEqualTo(Instant.MAX);
        });
        assertThat(run().leases()).isEmpty();
    }

    @Test
    void lease_that_is_over_is_not_touched_and_its_stuck_neighbour_is() {
        FileJournal journal = active(left(gone), true);
        journal.append(moved(ID, ACTIVE, END));
        journal.append(moved(ID, REVOKING, LeaseEvent.REVOCATION_ACCEPTED));
        journal.append(intent(id(2)));
        journal.append(held(id(2)));
        journal.append(moved(id(2), ISSUING, END));
        journal.append(moved(id(2), REVOKING, GAVE_UP));
        journal.close();
        assertThat(run().leases()).extracting(LeaseReport::id).containsExactly(id(2));
    }

    @Test
    void sweeps_at_the_same_time_end_each_lease_once() throws Exception {
        for (int i = 1; i <= 20; i++) {
            FileJournal journal = left(gone);
            journal.append(intent(id(i)));
            journal.append(held(id(i)));
            journal.close();
        }
        CyclicBarrier together = new CyclicBarrier(4);
        // Not the common pool: since JDK 25 that has one thread on two cores, and the first would wait for ever.
        Executor threads = task -> new Thread(task).start();
        try (SystemTime real = Time.system()) {
            List<CompletableFuture<SweepReport>> sweeps = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    together.await(30, TimeUnit.SECONDS);
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                                // The records are from the past of the real clock, so the handles must not look
                                // expired.
                                return new Sweep(directory, here, key, revoker(new Shifted(real, time)))
                                        .run(factory(), ear());
                            },
                            threads))
                    .toList();
            List<LeaseReport> all = new ArrayList<>();
            for (CompletableFuture<SweepReport> sweep : sweeps) {
                assertThat(sweep.get(60, TimeUnit.SECONDS).alarms()).isEmpty();
                all.addAll(sweep.get().leases());
            }
            assertThat(all).hasSize(20).extracting(LeaseReport::id).doesNotHaveDuplicates();
            assertThat(issuer.calls()).filteredOn("revoke"::equals).hasSize(20);
            assertThat(directory.path()).isEmptyDirectory();
        }
    }

    @Test
    void thousands_of_orphans_are_ended_by_sixteen_hands_with_one_issuer() throws Exception {
        int many = 2_000;
        fill(left(gone), many);
        Counting authority = new Counting();
        AtomicInteger made = new AtomicInteger();
        try (SystemTime real = Time.system()) {
            SweepReport report = new Sweep(directory, here, key, revoker(new Shifted(real, time)))
                    .run(
                            (spec, identity, secrets) -> {
                                made.incrementAndGet();
                                return authority;
                            },
                            ear());
            assertThat(report.alarms()).isEmpty();
            assertThat(report.leases()).hasSize(many).allSatisfy(lease -> assertThat(lease.outcome())
                    .isEqualTo(PROVEN));
        }
        assertThat(authority.revoked).hasSize(many);
        assertThat(authority.most).hasValue(16);
        assertThat(made).hasValue(1);
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void journals_of_many_dead_processes_are_swept_at_once_and_each_goes_when_its_last_lease_is_over() {
        for (int i = 1; i <= 40; i++) {
            FileJournal journal = left(gone);
            journal.append(intent(id(i)));
            journal.append(held(id(i)));
            journal.close();
        }
        assertThat(run().leases()).hasSize(40).extracting(LeaseReport::id).doesNotHaveDuplicates();
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void authority_that_answers_nobody_is_left_to_the_next_sweep() throws Exception {
        fill(left(gone), 40);
        issuer.failsToRevoke(ScriptedIssuer.unavailable(Duration.ofHours(1)), 16);
        SweepReport report = run();
        assertThat(report.leases()).hasSize(16).allSatisfy(lease -> assertThat(lease.outcome())
                .isEqualTo(STUCK));
        assertThat(report.alarms()).singleElement().satisfies(problem -> assertThat(problem.toString())
                .contains("24 leases of earlier runs were left alone")
                .contains("trial"));
        assertThat(issuer.calls()).hasSize(16);
        assertThat(run().leases()).hasSize(40).allSatisfy(lease -> assertThat(lease.outcome())
                .isEqualTo(PROVEN));
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void leases_that_somebody_chose_are_all_tried_also_where_nobody_answers() throws Exception {
        fill(left(gone), 40);
        issuer.failsToRevoke(ScriptedIssuer.unavailable(Duration.ofHours(1)), 40);

        SweepReport report = sweep().withdraw(factory(), ear(), lease -> true, EndReason.WITHDRAWN);

        assertThat(report.leases()).hasSize(40).allSatisfy(lease -> assertThat(lease.outcome())
                .isEqualTo(STUCK));
    }

    @Test
    void authority_that_answers_nobody_is_the_same_one_for_each_identity() {
        FileJournal journal = left(gone);
        for (int i = 1; i <= 40; i++) {
            IdentitySpec build = new IdentitySpec("server", "server", new TreeMap<>(Map.of("build", "" + i)));
            journal.append(new JournalRecord.Intent(
                    id(i), START, LeaseTests.request(), "request-" + i, LeaseTests.ISSUER, build, OwnerKind.PROCESS));
            journal.append(held(id(i)));
            journal.append(moved(id(i), ISSUING, HANDED_OVER));
        }
        journal.close();
        issuer.failsToRevoke(ScriptedIssuer.unavailable(Duration.ofHours(1)), 40);

        assertThat(sweep().run((spec, identity, secrets) -> issuer, LeaseListener.NONE)
                        .leases())
                .hasSize(16);
        assertThat(issuer.calls()).hasSize(16);
    }

    @Test
    void refusals_do_not_keep_a_sweep_from_the_other_leases() throws Exception {
        fill(left(gone), 40);
        issuer.failsToRevoke(ScriptedIssuer.refused(), 39);
        assertThat(run().leases())
                .hasSize(40)
                .extracting(LeaseReport::outcome)
                .containsOnly(STUCK, PROVEN)
                .containsOnlyOnce(PROVEN);
    }

    /** Leases that were seen alive; written by many threads, which share flushes. */
    private static void fill(FileJournal journal, int many) throws Exception {
        CompletableFuture<?>[] writers = IntStream.range(0, 20)
                .mapToObj(writer -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    new Thread(() -> {
                                for (int i = writer; i < many; i += 20) {
                                    journal.append(intent(id(i + 1)));
                                    journal.append(held(id(i + 1)));
                                    journal.append(moved(id(i + 1), ISSUING, HANDED_OVER));
                                    journal.append(new SeenAlive(id(i + 1), JournalRecord.FIRST, START));
                                }
                                done.complete(null);
                            })
                            .start();
                    return done;
                })
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(writers).get(60, TimeUnit.SECONDS);
        journal.close();
    }

    /** Ends everything, and counts how many ask at once. */
    private static final class Counting implements CredentialIssuer {
        private final List<Handle> revoked = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch together = new CountDownLatch(16);
        private final AtomicInteger asking = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public IssuerFacts facts() {
            return new IssuerFacts("trial", "", Revocability.IMMEDIATE, RevocationAuthority.SELF, true, "");
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            throw new AssertionError("a sweep asks for nothing");
        }

        @Override
        public void revoke(Handle handle) {
            most.accumulateAndGet(asking.incrementAndGet(), Math::max);
            together.countDown();
            try {
                assertThat(together.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            revoked.add(handle);
            asking.decrementAndGet();
        }

        @Override
        public Liveness probe(Handle handle) {
            return Liveness.DEAD;
        }
    }

    /** Real waiting, with the wall clock of the tests. */
    private record Shifted(Time real, Time wall) implements Time {
        @Override
        public Instant now() {
            return wall.now();
        }

        @Override
        public long nanos() {
            return real.nanos();
        }

        @Override
        public Later after(Duration delay, Runnable task) {
            return real.after(delay, task);
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration limit) {
            return real.await(future, limit);
        }
    }

    private FileJournal left(Machine machine) {
        return FileJournal.create(directory, machine, key, new SecureRandom());
    }

    private static FileJournal active(FileJournal journal, boolean seenAlive) {
        journal.append(intent(ID));
        journal.append(held(ID));
        journal.append(moved(ID, ISSUING, HANDED_OVER));
        if (seenAlive) {
            journal.append(new SeenAlive(ID, 1, START));
        }
        return journal;
    }

    private FileJournal detached() {
        FileJournal journal = left(gone);
        journal.append(intent(ID, OwnerKind.DETACHED, START));
        journal.append(new JournalRecord.Held(ID, 1, LeaseTests.HANDLE, START, START.plus(Duration.ofHours(1))));
        journal.append(moved(ID, ISSUING, HANDED_OVER));
        return journal;
    }

    private IssuerFactory factory() {
        return (spec, identity, secrets) -> {
            assertThat(spec).isEqualTo(LeaseTests.ISSUER);
            assertThat(identity).isEqualTo(LeaseTests.IDENTITY);
            assertThat(secrets).isEmpty();
            return issuer;
        };
    }

    private LeaseListener ear() {
        return new LeaseListener() {
            @Override
            public void alarm(Intent intent, Problem problem) {
                alarms.add(problem);
            }
        };
    }

    private SweepReport run() {
        return sweep().run(factory(), ear());
    }

    private Sweep sweep() {
        return new Sweep(directory, here, key, revoker(time));
    }

    private static Revoker revoker(Time time) {
        return new Revoker(time, new Random(1), Limits.standard());
    }
}
