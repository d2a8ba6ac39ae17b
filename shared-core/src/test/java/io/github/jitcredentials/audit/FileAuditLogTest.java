package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileAuditLogTest {
    private static final Duration BRIEF = Duration.ofMillis(20);

    @TempDir
    Path temporary;

    private Path file;
    private Path keyFile;

    @BeforeEach
    void name() throws IOException {
        file = temporary.toRealPath().resolve("state/jit/audit.jsonl");
        keyFile = file.resolveSibling("audit.jsonl.key");
    }

    @Test
    void events_become_lines_of_one_chain_across_sessions() throws IOException {
        for (int session = 0; session < 3; session++) {
            try (FileAuditLog log = open()) {
                AuditSamples.all().forEach(log::append);
                assertThat(log.head().seq())
                        .isEqualTo((session + 1L) * AuditSamples.all().size());
                assertThat(AuditVerifier.verify(file).head()).isEqualTo(log.head());
            }
        }
        AuditVerdict verdict = AuditVerifier.verify(file);
        assertThat(verdict.isIntact()).isTrue();
        assertThat(verdict.notes()).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(3 * AuditSamples.all().size());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void what_it_creates_is_its_owners_alone() throws IOException {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");
        for (Path directory : List.of(file.getParent(), file.getParent().getParent())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_log_or_key_that_is_open_to_others_is_refused() throws IOException {
        open().close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        open().close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
        assertThatThrownBy(this::open)
                .isInstanceOf(JitException.NotRecorded.class)
                .hasMessageContaining("the audit log is open to others: rw-rw---- audit.jsonl");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(this::open).hasMessageContaining("chmod 600 " + keyFile);
    }

    @Test
    void a_link_in_the_logs_place_is_refused() throws IOException {
        Files.createDirectories(file.getParent());
        Path elsewhere = Files.createFile(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(file, elsewhere);
        assertThatThrownBy(this::open).isInstanceOf(JitException.NotRecorded.class);
        Files.delete(file);
        Files.delete(keyFile);
        Files.createSymbolicLink(keyFile, elsewhere);
        assertThatThrownBy(this::open).isInstanceOf(JitException.NotRecorded.class);
        assertThat(elsewhere).isEmptyFile();
    }

    @Test
    void secrets_appear_as_fingerprints_of_this_log() throws IOException {
        Secret token = Secret.of("ghs_16C7e42F292c6912E7710c838347Ae178B4a");
        Fingerprint fingerprint;
        try (FileAuditLog log = open()) {
            fingerprint = log.fingerprint(token);
            log.append(new AuditEvent.Issued(
                    AuditSamples.LEASE, AuditSamples.REQUEST.scope(), Map.of("token", fingerprint)));
            assertThat(log.fingerprint(Secret.of("ghs_16C7e42F292c6912E7710c838347Ae178B4b")))
                    .isNotEqualTo(fingerprint);
        }
        try (FileAuditLog log = open()) {
            assertThat(log.fingerprint(token)).isEqualTo(fingerprint);
        }
        assertThat(Files.readString(file)).contains("\"fingerprints\":{\"token\":\"" + fingerprint + "\"}");
        LeakCanary.of(token).assertClean(temporary);
        Path other = temporary.resolve("other.jsonl");
        try (FileAuditLog log = FileAuditLog.open(AuditLocation.of(other, List.of()), new SecureRandom())) {
            assertThat(log.fingerprint(token)).isNotEqualTo(fingerprint);
        }
    }

    @Test
    void a_log_torn_at_any_byte_goes_on_and_says_so() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            log.append(AuditSamples.numbered(2));
        }
        byte[] whole = Files.readAllBytes(file);
        int second = new String(whole, StandardCharsets.US_ASCII).indexOf('\n') + 1;
        for (int cut = second + 1; cut < whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            assertThat(AuditVerifier.verify(file).notes()).hasSize(1);
            try (FileAuditLog log = open()) {
                log.append(AuditSamples.numbered(3));
            }
            AuditVerdict verdict = AuditVerifier.verify(file);
            assertThat(verdict.firstBad()).as("cut at %d", cut).isEmpty();
            assertThat(verdict.head().seq()).isEqualTo(3);
            assertThat(verdict.notes()).hasSize(1);
            assertThat(Files.readAllLines(file).get(1))
                    .contains("\"event\":\"torn\",\"bytes\":" + (cut - second) + ",\"sha256\":");
        }
    }

    @Test
    void a_long_fragment_of_anything_is_replaced_by_what_tells_of_it() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            Files.write(file, new byte[100_000], StandardOpenOption.APPEND);
            log.append(AuditSamples.numbered(2));
        }
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(Files.readAllLines(file).get(1)).contains("\"bytes\":100000");
    }

    @Test
    void a_first_line_that_was_torn_is_told_of_too() throws IOException {
        open().close();
        Files.writeString(file, "{\"v\":1,\"se");
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
        }
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
        assertThat(Files.readString(file)).contains("\"event\":\"torn\"").contains("{\\\"v\\\":1,\\\"se");
    }

    @Test
    void a_last_line_that_was_changed_stops_everything() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
        }
        Files.writeString(file, Files.readString(file).replace("number 1", "number 2"));
        assertThatThrownBy(this::open)
                .isInstanceOf(JitException.NotRecorded.class)
                .hasMessageContaining(file + ": the audit log has a line that was changed: its hash is another")
                .hasMessageContaining("Move it away, and keep it");
        Files.writeString(file, "not ours\n");
        assertThatThrownBy(this::open).hasMessageContaining("is not JSON");
        Files.write(file, filled(600_000));
        assertThatThrownBy(this::open).hasMessageContaining("ends in something that is no line of it");
    }

    @Test
    void a_file_that_is_replaced_while_in_use_stops_everything() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            Path copy = temporary.resolve("copy");
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(2)))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("was replaced while it was in use");
            Files.delete(file);
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(2))).isInstanceOf(JitException.NotRecorded.class);
        }
    }

    @Test
    void a_file_that_is_cut_or_rewritten_while_in_use_stops_everything() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            byte[] one = Files.readAllBytes(file);
            log.append(AuditSamples.numbered(2));
            byte[] two = Files.readAllBytes(file);
            overwrite(one);
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(3)))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("was rewritten or cut while it was in use");
            overwrite(two);
            log.append(AuditSamples.numbered(3));
            overwrite(new byte[0]);
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(4))).isInstanceOf(JitException.NotRecorded.class);
        }
    }

    @Test
    void a_log_whose_key_is_lost_or_broken_is_refused() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            Files.delete(keyFile);
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(2))).isInstanceOf(JitException.NotRecorded.class);
        }
        assertThatThrownBy(this::open).hasMessageContaining("has lost its key file audit.jsonl.key");
        Files.writeString(keyFile, "0123456789abcdefg");
        assertThatThrownBy(this::open)
                .hasMessageContaining("has a broken key file beside it")
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("0123456789"));
    }

    @Test
    void a_closed_log_takes_nothing() {
        FileAuditLog log = open();
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append(AuditSamples.numbered(1)))
                .isInstanceOf(JitException.NotRecorded.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void a_place_that_can_not_be_written_is_said() throws IOException {
        Files.createFile(temporary.resolve("state"));
        assertThatThrownBy(this::open)
                .isInstanceOf(JitException.NotRecorded.class)
                .hasMessageContaining(file + ": the audit log can't be written: ");
    }

    @Test
    void a_thread_that_is_interrupted_still_writes_and_stays_interrupted() throws IOException {
        try (FileAuditLog log = open()) {
            Thread.currentThread().interrupt();
            log.append(AuditSamples.numbered(1));
            assertThat(Thread.interrupted()).isTrue();
            log.append(AuditSamples.numbered(2));
        }
        assertThat(AuditVerifier.verify(file).head().seq()).isEqualTo(2);
    }

    @Test
    void a_log_that_another_process_holds_for_too_long_is_said() throws IOException {
        try (FileAuditLog log = FileAuditLog.open(location(), null, new SecureRandom(), BRIEF);
                // A lock of this very process, but not known to the log: the same as a foreign one.
                FileChannel holder = FileChannel.open(keyFile, StandardOpenOption.WRITE)) {
            holder.lock();
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(1)))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("is held by another process");
        }
    }

    @Test
    void many_threads_objects_and_processes_make_one_chain() throws Exception {
        int each = 50;
        List<Process> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            others.add(AuditWriterMain.start(file, each));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (FileAuditLog one = open();
                FileAuditLog two = open()) {
            List<Future<?>> writers = new ArrayList<>();
            for (FileAuditLog log : List.of(one, two, one, two)) {
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        log.append(AuditSamples.numbered(i));
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            for (Process other : others) {
                String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(other.waitFor()).as(said).isZero();
            }
        } finally {
            threads.shutdownNow();
            others.forEach(Process::destroyForcibly);
        }
        AuditVerdict verdict = AuditVerifier.verify(file);
        assertThat(verdict.firstBad()).isEmpty();
        assertThat(verdict.notes()).isEmpty();
        assertThat(verdict.head().seq()).isEqualTo(6L * each);
    }

    private AuditLocation location() {
        return AuditLocation.of(file, List.of());
    }

    private FileAuditLog open() {
        return FileAuditLog.open(location(), new SecureRandom());
    }

    /** In place: the file stays the same. */
    private void overwrite(byte[] content) throws IOException {
        Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 'x');
        bytes[length - 1] = '\n';
        return bytes;
    }
}
