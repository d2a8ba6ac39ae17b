package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierTest {
    @TempDir
    Path folder;

    private Path file;
    private List<String> lines = List.of();
    private AuditHead third = new AuditHead(0, AuditLine.GENESIS);

    @BeforeEach
    void writeFive() throws IOException {
        file = folder.resolve("audit.jsonl");
        lines = write(file, 5);
        third = AuditVerifier.verify(store(lines.subList(0, 3))).head();
        store(lines);
    }

    @Test
    void a_log_as_it_was_written_is_intact() throws IOException {
        AuditVerdict verdict = AuditVerifier.verify(file, third);
        assertThat(verdict.isIntact()).isTrue();
        assertThat(verdict.firstBad()).isEmpty();
        assertThat(verdict.head().seq()).isEqualTo(5);
    }

    @Test
    void an_empty_log_is_intact() throws IOException {
        assertThat(AuditVerifier.verify(store(List.of())).head()).isEqualTo(new AuditHead(0, AuditLine.GENESIS));
    }

    @Test
    void a_line_that_was_changed_is_named() throws IOException {
        bad(changed(2, "number 2", "number 9"), "3", "has a line that was changed");
    }

    @Test
    void a_line_that_was_removed_is_named() throws IOException {
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(2);
        bad(fewer, "3", "has line 4 here, wanted 3");
        bad(lines.subList(1, 5), "1", "has line 2 here, wanted 1");
    }

    @Test
    void lines_that_were_swapped_are_named() throws IOException {
        List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, 1, 2);
        bad(swapped, "2", "has line 3 here, wanted 2");
    }

    @Test
    void a_line_of_another_log_is_named() throws IOException {
        List<String> mixed = new ArrayList<>(lines);
        mixed.set(2, write(folder.resolve("another.jsonl"), 7, 3).get(2));
        bad(mixed, "3", "does not follow the one before it");
    }

    @Test
    void a_line_that_was_slipped_in_is_named() throws IOException {
        List<String> more = new ArrayList<>(lines);
        more.add(3, "");
        bad(more, "4", "does not end with its hash");
        more.set(3, "{\"v\":1}");
        bad(more, "4", "does not end with its hash");
        more.set(3, "x".repeat(AuditLine.LONGEST + 1));
        bad(more, "4", "has a line longer than any it takes");
    }

    @Test
    void a_log_that_was_cut_shows_against_its_anchor_only() throws IOException {
        AuditHead fifth = AuditVerifier.verify(file).head();
        store(lines.subList(0, 4));
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
        assertThat(AuditVerifier.verify(file, fifth).firstBad())
                .map(Problem::what)
                .hasValue("the audit log ends before line 5, which was there");
    }

    @Test
    void a_log_that_was_written_anew_shows_against_its_anchor_only() throws IOException {
        store(write(folder.resolve("forged.jsonl"), 9, 5));
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
        assertThat(AuditVerifier.verify(file, third).firstBad())
                .map(Problem::what)
                .hasValue("the audit log has another line than the one that was here");
    }

    @Test
    void a_log_that_is_not_there_can_not_be_read() {
        assertThatThrownBy(() -> AuditVerifier.verify(folder.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private void bad(List<String> content, String line, String what) throws IOException {
        Problem problem = AuditVerifier.verify(store(content)).firstBad().orElseThrow();
        assertThat(problem.where()).isEqualTo(file + ":" + line);
        assertThat(problem.what()).startsWith("the audit log ").contains(what);
    }

    private List<String> changed(int index, String from, String to) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(index, changed.get(index).replace(from, to));
        return changed;
    }

    private Path store(List<String> content) throws IOException {
        return Files.writeString(
                file, String.join("", content.stream().map(line -> line + "\n").toList()));
    }

    private static List<String> write(Path file, int events) throws IOException {
        return write(file, 0, events);
    }

    private static List<String> write(Path file, int first, int events) throws IOException {
        try (FileAuditLog log = FileAuditLog.open(AuditLocation.of(file, List.of()), new SecureRandom())) {
            for (int i = 0; i < events; i++) {
                log.append(AuditSamples.numbered(first + i));
            }
        }
        return Files.readAllLines(file);
    }
}
