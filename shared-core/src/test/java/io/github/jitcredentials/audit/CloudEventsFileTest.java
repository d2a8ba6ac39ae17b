package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.github.jitcredentials.model.JitException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudEventsFileTest {
    @TempDir
    Path temporary;

    private Path file;
    private Path events;

    @BeforeEach
    void name() throws IOException {
        file = temporary.toRealPath().resolve("audit.jsonl");
        events = temporary.toRealPath().resolve("siem/events.jsonl");
    }

    @Test
    void secondFile_isWhatTheLogExports() throws IOException {
        try (FileAuditLog log = open()) {
            AuditSamples.all().forEach(log::append);
        }
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        AuditVerdict verdict = AuditVerifier.export(file, exported);

        assertThat(verdict.isIntact()).isTrue();
        assertThat(Files.readAllBytes(events)).isEqualTo(exported.toByteArray());
        assertThat(read()).hasSize(AuditSamples.all().size());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(events)))
                .isEqualTo("rw-------");
    }

    @Test
    void export_endsBeforeTheFirstLineThatIsNotGood() throws IOException {
        try (FileAuditLog log = open()) {
            AuditSamples.all().forEach(log::append);
        }
        List<String> lines = Files.readAllLines(file);
        lines.remove(4);
        Files.write(file, lines);
        ByteArrayOutputStream exported = new ByteArrayOutputStream();

        assertThat(AuditVerifier.export(file, exported).firstBad()).isPresent();
        assertThat(exported.toString(StandardCharsets.US_ASCII).lines()).hasSize(4);
    }

    @Test
    void secondFileMovedAway_isBegunAnew() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            Files.move(events, events.resolveSibling("events.1"));
            log.append(AuditSamples.numbered(2));
        }

        assertThat(read()).singleElement().satisfies(event -> assertThat(event.getExtension("sequence"))
                .isEqualTo("000000000002"));
    }

    @Test
    void eventCutShortByACrash_leavesTheNextOnALineOfItsOwn() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            Files.writeString(events, "{\"specversion\":\"1", StandardOpenOption.APPEND);
            log.append(AuditSamples.numbered(2));
        }

        assertThat(Files.readAllLines(events)).hasSize(3).last().asString().contains("number 2");
    }

    @Test
    void appendToTheLogCutShort_isTold() throws IOException {
        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
            Files.writeString(file, "{\"v\":1,\"se", StandardOpenOption.APPEND);
            log.append(AuditSamples.numbered(2));
        }

        assertThat(read())
                .extracting(CloudEvent::getType)
                .containsExactly(
                        "io.github.jitcredentials.audit.session-opened.v1",
                        "io.github.jitcredentials.audit.torn.v1",
                        "io.github.jitcredentials.audit.session-opened.v1");
    }

    @Test
    void secondFileThatCantBeWritten_stopsWhoMustRecord() throws IOException {
        try (FileAuditLog log = open()) {
            Files.delete(events);
            Files.createDirectory(events);

            assertThatThrownBy(() -> log.append(AuditSamples.numbered(1)))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining(events + ": the file of CloudEvents can't be written");
        }
    }

    @Test
    void secondFileThatOthersMayWrite_isRefused() throws IOException {
        Files.createDirectories(events.getParent());
        Files.createFile(events);
        Files.setPosixFilePermissions(events, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatThrownBy(this::open)
                .isInstanceOf(JitException.NotRecorded.class)
                .hasMessageContaining("the file of CloudEvents is open to others");
    }

    @Test
    void secondFileThatALogShipperMayRead_isTaken() throws IOException {
        Files.createDirectories(events.getParent());
        Files.createFile(events);
        Files.setPosixFilePermissions(events, PosixFilePermissions.fromString("rw-r-----"));

        try (FileAuditLog log = open()) {
            log.append(AuditSamples.numbered(1));
        }

        assertThat(read()).hasSize(1);
    }

    @Test
    void secondFileThatCantBeWritten_losesTheLogNothing() throws IOException {
        List<AuditEvent> told = new ArrayList<>();
        AtomicReference<Path> second = new AtomicReference<>(file.resolve("not-a-directory"));
        AuditLocation place = AuditLocation.of(file, List.of());
        try (FileAuditLog log = FileAuditLog.open(
                place, () -> Optional.of(AuditLocation.of(second.get(), List.of())), told::add, new SecureRandom())) {
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(1)))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("the file of CloudEvents can't be written");
            second.set(events);
            log.append(AuditSamples.numbered(2));
            second.set(Path.of("/"));
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(3)))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("must be a file");
        }

        AuditVerdict verdict = AuditVerifier.verify(file);
        assertThat(verdict.isIntact()).isTrue();
        assertThat(Files.readAllLines(file)).hasSize(3).allSatisfy(line -> assertThat(line)
                .contains("session-opened"));
        assertThat(told).containsExactly(AuditSamples.numbered(1), AuditSamples.numbered(2), AuditSamples.numbered(3));
        assertThat(read()).singleElement().satisfies(event -> assertThat(event.getExtension("sequence"))
                .isEqualTo("000000000002"));
    }

    @Test
    void secondFileOfWhichNobodyKnowsWhereItIs_losesTheLogNothing() throws IOException {
        Supplier<Optional<AuditLocation>> broken = () -> {
            throw new IllegalStateException("the server is going down");
        };
        try (FileAuditLog log =
                FileAuditLog.open(AuditLocation.of(file, List.of()), broken, event -> {}, new SecureRandom())) {
            assertThatThrownBy(() -> log.append(AuditSamples.numbered(1)))
                    .isInstanceOf(JitException.NotRecorded.class)
                    .hasMessageContaining("IllegalStateException");
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void eventThatTheLogDoesNotHave_isToldNobody() throws IOException {
        List<AuditEvent> told = new ArrayList<>();
        FileAuditLog log =
                FileAuditLog.open(AuditLocation.of(file, List.of()), Optional::empty, told::add, new SecureRandom());
        log.close();

        assertThatThrownBy(() -> log.append(AuditSamples.numbered(1))).isInstanceOf(JitException.NotRecorded.class);
        assertThat(told).isEmpty();
    }

    private FileAuditLog open() {
        return FileAuditLog.open(
                AuditLocation.of(file, List.of()), AuditLocation.of(events, List.of()), new SecureRandom());
    }

    private List<CloudEvent> read() throws IOException {
        return Files.readAllLines(events, StandardCharsets.US_ASCII).stream()
                .map(line -> new JsonFormat().deserialize(line.getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }
}
