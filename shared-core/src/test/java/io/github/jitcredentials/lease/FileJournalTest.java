package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.LeaseEvent.END;
import static io.github.jitcredentials.lease.LeaseEvent.HANDED_OVER;
import static io.github.jitcredentials.lease.LeaseEvent.REVOCATION_ACCEPTED;
import static io.github.jitcredentials.lease.LeaseEvent.SEEN_DEAD;
import static io.github.jitcredentials.lease.LeaseState.ACTIVE;
import static io.github.jitcredentials.lease.LeaseState.ISSUING;
import static io.github.jitcredentials.lease.LeaseState.REVOKED;
import static io.github.jitcredentials.lease.LeaseState.REVOKING;
import static io.github.jitcredentials.lease.LeaseTests.ID;
import static io.github.jitcredentials.lease.LeaseTests.START;
import static io.github.jitcredentials.lease.LeaseTests.held;
import static io.github.jitcredentials.lease.LeaseTests.id;
import static io.github.jitcredentials.lease.LeaseTests.intent;
import static io.github.jitcredentials.lease.LeaseTests.moved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
    @TempDir
    Path temporary;

    private JournalDirectory directory;
    private SealKey key;
    private FileJournal journal;

    @BeforeEach
    void create() throws IOException {
        directory = JournalDirectory.open(temporary.resolve("journals"));
        key = SealKey.in(temporary.resolve("keys"), new SecureRandom());
        journal = FileJournal.create(directory, Machine.here(), key, new Random(7));
    }

    @Test
    void what_was_written_is_read_again() throws Exception {
        writeAll();
        LeaseRecord lease = read().leases().get(ID);
        assertThat(lease.intent()).isEqualTo(intent(ID));
        assertThat(lease.state()).isEqualTo(ACTIVE);
        assertThat(lease.seenAliveAt()).isEqualTo(START.plusSeconds(1));
        assertThat(open(lease)).contains(LeaseTests.HANDLE);
        assertThat(read().header()).hasValueSatisfying(header -> {
            assertThat(header.directory()).isEqualTo(directory);
            assertThat(header.machine()).isEqualTo(Machine.here());
        });
    }

    @Test
    void secret_is_not_in_the_file() throws IOException {
        writeAll();
        String text = Files.readString(file());
        assertThat(text)
                .contains("bearer")
                .contains("\"purpose\":\"publish 1.4.0\"")
                .doesNotContain(LeaseTests.TOKEN);
        assertThat(text.lines()).allMatch(line -> line.startsWith("{\"sum\":\"") && line.endsWith("}"));
    }

    @Test
    void interrupted_thread_writes_on_and_stays_interrupted() throws Exception {
        Thread.currentThread().interrupt();
        try {
            writeAll();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(read().leases().get(ID).state()).isEqualTo(ACTIVE);
    }

    @Test
    void interrupted_thread_writes_it_anew() throws Exception {
        FileJournal small = FileJournal.create(directory, Machine.here(), key, new Random(8), 1);
        Thread.currentThread().interrupt();
        try {
            small.append(intent(ID));
            small.append(held(ID));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(JournalContents.read(small.file().orElseThrow()).leases()).containsKey(ID);
    }

    @Test
    void files_and_directory_are_private() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(FileJournal.ownerLock(file()))))
                .isEqualTo("rw-------");
    }

    @Test
    void journal_torn_at_any_byte_is_read_up_to_its_last_whole_line() throws Exception {
        writeAll();
        byte[] whole = Files.readAllBytes(file());
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < whole.length; i++) {
            if (whole[i] == '\n') {
                ends.add(i);
            }
        }
        assertThat(ends).hasSize(5);
        for (int length = 0; length <= whole.length; length++) {
            int cut = length;
            JournalContents contents = JournalContents.read(new ByteArrayInputStream(whole, 0, cut));
            // A line whose line feed alone is missing is whole: its sum says so.
            assertThat(contents.lines())
                    .as("cut at %d", cut)
                    .isEqualTo(ends.stream().filter(end -> end <= cut).count());
        }
    }

    @Test
    void journal_torn_at_any_byte_is_taken_over_and_goes_on() throws Exception {
        writeAll();
        byte[] whole = Files.readAllBytes(file());
        int headerEnd = new String(whole, StandardCharsets.UTF_8).indexOf('\n') + 1;
        Path copy = directory.path().resolve("torn.jsonl");
        for (int length = headerEnd; length <= whole.length; length += 11) {
            Files.write(copy, Arrays.copyOf(whole, length));
            JournalContents before = JournalContents.read(copy);
            ProcessLock lock = ProcessLock.tryTake(FileJournal.ownerLock(copy)).orElseThrow();
            try (FileJournal taken = FileJournal.takeOver(copy, lock, before)) {
                taken.append(intent(id(99)));
                JournalContents after = JournalContents.read(copy);
                assertThat(after.lines()).isEqualTo(before.lines() + 1);
                assertThat(after.leases()).containsKey(id(99));
            }
        }
    }

    @Test
    void torn_line_that_is_longer_than_what_comes_after_it_leaves_nothing_behind() throws Exception {
        writeAll();
        journal.close();
        Files.writeString(file(), "{\"sum\":\"" + "0".repeat(5000), StandardOpenOption.APPEND);
        ProcessLock lock = ProcessLock.tryTake(FileJournal.ownerLock(file())).orElseThrow();
        try (FileJournal taken = FileJournal.takeOver(file(), lock, read())) {
            taken.append(moved(ID, ACTIVE, END));
            taken.append(moved(ID, REVOKING, LeaseEvent.GAVE_UP));
            assertThat(read().leases().get(ID).state()).isEqualTo(LeaseState.STUCK);
            assertThat(Files.size(file())).isEqualTo(read().goodBytes());
        }
    }

    @Test
    void flipped_byte_before_the_last_line_is_damage() throws Exception {
        writeAll();
        byte[] whole = Files.readAllBytes(file());
        int lastLine = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8).lastIndexOf('\n');
        for (int i = 0; i < lastLine; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x01;
            assertThatExceptionOfType(JournalContents.Damaged.class)
                    .as("byte %d", i)
                    .isThrownBy(() -> JournalContents.read(new ByteArrayInputStream(flipped)));
        }
    }

    @Test
    void line_that_is_missing_or_repeated_or_impossible_is_damage() throws IOException {
        writeAll();
        List<String> lines = Files.readAllLines(file());
        for (int skipped = 1; skipped < lines.size() - 1; skipped++) {
            List<String> fewer = new ArrayList<>(lines);
            fewer.remove(skipped);
            assertDamaged(fewer);
        }
        List<String> twice = new ArrayList<>(lines);
        twice.add(1, lines.get(1));
        assertDamaged(twice);
        List<String> proven = new ArrayList<>(lines);
        proven.add(line(JournalCodec.transition(moved(ID, REVOKED, SEEN_DEAD)), lines.size()));
        assertDamaged(proven);
        List<String> stranger = new ArrayList<>(lines);
        stranger.add(line(JournalCodec.seenAlive(new SeenAlive(id(9), 1, START)), lines.size()));
        assertDamaged(stranger);
    }

    @Test
    void handle_that_was_pointed_elsewhere_can_not_be_opened() throws Exception {
        writeAll();
        LeaseRecord lease = read().leases().get(ID);
        var hold = lease.values().get(1).held().orElseThrow();
        String owner = read().header().orElseThrow().owner();
        assertThat(hold.open(key, owner, lease.intent())).isPresent();
        assertThat(hold.open(key, "another-owner", lease.intent())).isEmpty();
        assertThat(hold.open(SealKey.in(temporary.resolve("other"), new SecureRandom()), owner, lease.intent()))
                .isEmpty();
        var elsewhere = new TreeMap<>(Map.of("url", "https://evil.example.com"));
        var repointed = new JournalRecord.Intent(
                ID,
                START,
                lease.intent().request(),
                lease.intent().requestId(),
                new IssuerSpec("trial", "oauth2", elsewhere),
                lease.intent().identity(),
                OwnerKind.PROCESS);
        assertThat(hold.open(key, owner, repointed)).isEmpty();
        var renamed =
                new JournalCodec.SealedHold(id(5), 1, hold.open(), hold.sealed(), hold.issuedAt(), hold.expiresAt());
        assertThat(renamed.open(key, owner, intent(id(5)))).isEmpty();
        var renumbered =
                new JournalCodec.SealedHold(ID, 2, hold.open(), hold.sealed(), hold.issuedAt(), hold.expiresAt());
        assertThat(renumbered.open(key, owner, lease.intent())).isEmpty();
        var open = new TreeMap<>(Map.of("kind", "other"));
        assertThat(new JournalCodec.SealedHold(ID, 1, open, hold.sealed(), hold.issuedAt(), hold.expiresAt())
                        .open(key, owner, lease.intent()))
                .isEmpty();
    }

    @Test
    void handle_without_secret_parts_is_sealed_against_change_too() throws Exception {
        Handle accessor = new Handle(Map.of("accessor", "a1"), Map.of());
        journal.append(intent(ID));
        journal.append(new Held(ID, 1, accessor, START, START.plusSeconds(60)));
        LeaseRecord lease = read().leases().get(ID);
        assertThat(open(lease)).contains(accessor);
    }

    @Test
    void same_handle_is_sealed_differently_each_time() {
        assertThat(key.seal("x", "about")).isNotEqualTo(key.seal("x", "about"));
        assertThat(key.open(key.seal("x", "about"), "about")).contains("x");
        assertThat(key.open("!", "about")).isEmpty();
        assertThat(key.open("AAAA", "about")).isEmpty();
        assertThat(key.toString()).isEqualTo("SealKey[" + temporary.resolve("keys") + "]");
    }

    @Test
    void step_that_the_table_does_not_have_is_refused() {
        assertThatIllegalStateException().isThrownBy(() -> journal.append(held(ID)));
        journal.append(intent(ID));
        assertThatIllegalStateException().isThrownBy(() -> journal.append(intent(ID)));
        assertThatIllegalStateException()
                .isThrownBy(() -> journal.append(moved(ID, REVOKED, SEEN_DEAD)))
                .withMessageContaining("ISSUING");
    }

    @Test
    void close_keeps_the_file_until_all_is_over() throws Exception {
        journal.append(intent(ID));
        journal.append(held(ID));
        journal.close();
        journal.close();
        assertThat(file()).exists();
        assertThatExceptionOfType(JitException.NotRecorded.class).isThrownBy(() -> journal.append(held(ID)));

        FileJournal again = FileJournal.takeOver(
                file(), ProcessLock.tryTake(FileJournal.ownerLock(file())).orElseThrow(), read());
        again.append(moved(ID, ISSUING, END));
        again.append(moved(ID, REVOKING, REVOCATION_ACCEPTED));
        again.close();
        assertThat(directory.path()).isEmptyDirectory();
    }

    @Test
    void journal_whose_directory_is_gone_says_so() throws IOException {
        for (Path file : List.of(file(), FileJournal.ownerLock(file()))) {
            Files.delete(file);
        }
        Files.delete(directory.path());
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> FileJournal.create(directory, Machine.here(), key, new Random(8)))
                .withMessageContaining("can't be written");
    }

    @Test
    void key_beside_the_journal_is_refused() throws IOException {
        SealKey inside = SealKey.in(directory.path().resolve("keys"), new SecureRandom());
        assertThatExceptionOfType(JitException.NotRecorded.class)
                .isThrownBy(() -> FileJournal.create(directory, Machine.here(), inside, new Random(8)))
                .withMessageContaining("where its key lies");
    }

    @Test
    void two_owners_have_two_files_and_a_lock_has_one_holder() throws IOException {
        FileJournal other = FileJournal.create(directory, Machine.here(), key, new Random(8));
        assertThat(other.file()).isNotEqualTo(journal.file());
        assertThat(directory.journals()).hasSize(2);
        assertThat(ProcessLock.tryTake(FileJournal.ownerLock(file()))).isEmpty();
        journal.close();
        try (ProcessLock lock = ProcessLock.tryTake(FileJournal.ownerLock(temporary.resolve("journals/x.jsonl")))
                .orElseThrow()) {
            assertThat(lock).isNotNull();
        }
        other.close();
    }

    @Test
    void many_threads_write_whole_lines() throws Exception {
        List<CompletableFuture<Void>> writers = IntStream.range(1, 33)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    journal.append(intent(id(i)));
                    journal.append(held(id(i)));
                    journal.append(moved(id(i), ISSUING, HANDED_OVER));
                }))
                .toList();
        for (CompletableFuture<Void> writer : writers) {
            writer.get(30, TimeUnit.SECONDS);
        }
        assertThat(read().leases()).hasSize(32).allSatisfy((id, lease) -> assertThat(lease.state())
                .isEqualTo(ACTIVE));
        assertThat(read().lines()).isEqualTo(1 + 3 * 32);
    }

    @Test
    void journal_of_any_size_is_read_back() throws Exception {
        writeAll();
        String story = "x".repeat(JournalLine.LONGEST - 1000);
        for (long size = 0; size <= 64 << 20; size += 2L * story.length()) {
            journal.append(new Transition(ID, LeaseEvent.RENEWAL_DUE, LeaseState.RENEWING, START, story));
            journal.append(new Transition(ID, LeaseEvent.RENEWAL_FAILED, ACTIVE, START, story));
        }
        assertThat(Files.size(file())).isGreaterThan(64 << 20);
        assertThat(read().leases().get(ID).state()).isEqualTo(ACTIVE);
        assertThat(open(read().leases().get(ID))).contains(LeaseTests.HANDLE);
    }

    @Test
    void grown_journal_leaves_out_what_is_over_and_keeps_what_is_not() throws Exception {
        FileJournal small = FileJournal.create(directory, Machine.here(), key, new SecureRandom(), 16_384);
        Path grown = small.file().orElseThrow();
        small.append(intent(ID));
        small.append(held(ID));
        small.append(moved(ID, ISSUING, HANDED_OVER));
        for (int i = 1; i <= 200; i++) {
            small.append(intent(id(i)));
            small.append(held(id(i)));
            small.append(moved(id(i), ISSUING, LeaseEvent.END));
            small.append(moved(id(i), LeaseState.REVOKING, LeaseEvent.REVOCATION_ACCEPTED));
            if (i % 2 == 0) {
                small.append(moved(id(i), LeaseState.REVOKED, LeaseEvent.SEEN_DEAD));
            }
            assertThat(Files.size(grown)).isLessThan(3 * 16_384);
        }
        JournalContents contents = JournalContents.read(grown);
        assertThat(contents.leases()).containsKey(ID).hasSizeLessThan(50);
        assertThat(contents.leases().get(ID).state()).isEqualTo(ACTIVE);
        assertThat(contents.leases()
                        .get(ID)
                        .held()
                        .get(0)
                        .held()
                        .orElseThrow()
                        .open(key, contents.header().orElseThrow().owner(), intent(ID)))
                .contains(LeaseTests.HANDLE);
        small.append(moved(ID, ACTIVE, LeaseEvent.END));
        small.append(moved(ID, LeaseState.REVOKING, LeaseEvent.REVOCATION_ACCEPTED));
        small.close();
        assertThat(grown).doesNotExist();
    }

    @Test
    void lease_that_was_revoked_before_a_journal_was_written_anew_can_be_proven_after() throws Exception {
        FileJournal small = FileJournal.create(directory, Machine.here(), key, new SecureRandom(), 1024);
        small.append(intent(ID));
        small.append(held(ID));
        small.append(moved(ID, ISSUING, LeaseEvent.END));
        small.append(moved(ID, LeaseState.REVOKING, LeaseEvent.REVOCATION_ACCEPTED));
        small.append(moved(ID, LeaseState.REVOKED, LeaseEvent.SEEN_DEAD));
        assertThat(JournalContents.read(small.file().orElseThrow())
                        .leases()
                        .get(ID)
                        .state())
                .isEqualTo(LeaseState.PROVEN);
        small.close();
    }

    @Test
    void journal_that_can_not_be_written_anew_goes_on_as_it_is() throws Exception {
        FileJournal small = FileJournal.create(directory, Machine.here(), key, new SecureRandom(), 1024);
        Path file = small.file().orElseThrow();
        Path inTheWay = Files.createDirectory(Path.of(file.toString().replace(JournalDirectory.SUFFIX, ".rewritten")));
        Files.createFile(inTheWay.resolve("something"));
        for (int i = 1; i <= 20; i++) {
            small.append(intent(id(i)));
            small.append(moved(id(i), ISSUING, LeaseEvent.ISSUER_REFUSED));
        }
        assertThat(JournalContents.read(file).leases()).hasSize(20);
        small.close();
    }

    @Test
    void copy_that_its_owner_did_not_live_to_use_is_removed_by_who_takes_over() throws Exception {
        writeAll();
        Path file = file();
        Path copy =
                Files.writeString(Path.of(file.toString().replace(JournalDirectory.SUFFIX, ".rewritten")), "half a li");
        journal.close();
        ProcessLock lock = ProcessLock.tryTake(FileJournal.ownerLock(file)).orElseThrow();
        FileJournal.takeOver(file, lock, JournalContents.read(file)).close();
        assertThat(copy).doesNotExist();
        assertThat(file).exists();
    }

    private void writeAll() {
        journal.append(intent(ID));
        journal.append(held(ID));
        journal.append(moved(ID, ISSUING, HANDED_OVER));
        journal.append(new SeenAlive(ID, 1, START.plusSeconds(1)));
    }

    private Path file() {
        return journal.file().orElseThrow();
    }

    private JournalContents read() throws Exception {
        return JournalContents.read(file());
    }

    private Optional<Handle> open(LeaseRecord lease) throws Exception {
        return lease.values()
                .get(1)
                .held()
                .orElseThrow()
                .open(key, read().header().orElseThrow().owner(), lease.intent());
    }

    private static String line(com.fasterxml.jackson.databind.node.ObjectNode node, long number) {
        return new String(JournalLine.encode(node, number), StandardCharsets.UTF_8).strip();
    }

    private static void assertDamaged(List<String> lines) {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(JournalContents.Damaged.class)
                .isThrownBy(() -> JournalContents.read(new ByteArrayInputStream(bytes)));
    }
}
