package io.github.jitcredentials.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.frontend.GuardianParts;
import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.Limits;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.Revoker;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.lease.Sweep;
import io.github.jitcredentials.lease.SweepReport;
import io.github.jitcredentials.lease.SystemTime;
import io.github.jitcredentials.lease.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The journal of a killed host, cut off at every byte, and with a byte changed; swept each time where it lies. */
final class TornJournal implements Scenario {
    private static final Set<LeaseState> ENDED = Set.of(LeaseState.PROVEN, LeaseState.REVOKED);

    private Place place;
    private Path file;
    private byte[] bytes;
    private int alarms;

    /** What a prefix of the journal promises. */
    private record Promised(Set<String> intended, Set<String> held, Set<String> over) {}

    @Override
    public List<Row> run(Ground ground, Random random) throws Exception {
        place = ground.place("torn");
        HostProcess host = place.active(2);
        host.tell("open 1");
        host.tell("end " + host.lines("OPEN", 3).get(random.nextInt(3)).split(" ")[1]);
        host.line("ENDED");
        place.killBoth(host);
        try (Stream<Path> files = Files.list(place.journals())) {
            file = files.filter(one -> one.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
        }
        bytes = Files.readAllBytes(file);
        if (place.alive() != 2) {
            throw new AssertionError(place.alive() + " alive before the first sweep");
        }
        Set<Integer> offsets = offsets(ground.run, random);
        int changes = ground.run.cases(20, 500);
        try (SystemTime time = Time.system()) {
            Sweep sweep = sweep(time);
            // First as it was left: this one ends what is alive.
            cut(sweep, bytes.length);
            if (place.alive() != 0) {
                throw new AssertionError(place.alive() + " alive after the sweep of the whole journal");
            }
            for (int offset : offsets) {
                cut(sweep, offset);
            }
            for (int i = 0; i < changes; i++) {
                change(sweep, random.nextInt(bytes.length), (byte) (1 + random.nextInt(255)));
            }
        }
        ground.canary.assertClean(place.root());
        return List.of(
                new Row(
                        "journal of " + bytes.length + " bytes and 3 leases, cut off at "
                                + (ground.run.whole() ? "every byte" : "each line's ends and elsewhere")
                                + ", and swept",
                        offsets.size() + 1,
                        "-",
                        "every lease with a whole handle is ended, every other is uncertain",
                        0),
                new Row(
                        "the same journal with one byte changed, and swept; " + alarms + " alarms",
                        changes,
                        "-",
                        "an alarm, or every lease is ended or told of",
                        0));
    }

    private Set<Integer> offsets(Run run, Random random) {
        Set<Integer> chosen = new TreeSet<>();
        if (run.whole()) {
            IntStream.range(0, bytes.length).forEach(chosen::add);
            return chosen;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                chosen.addAll(List.of(i - 1, i, Math.min(i + 1, bytes.length - 1)));
            }
        }
        random.ints(20, 0, bytes.length).forEach(chosen::add);
        return chosen;
    }

    private void cut(Sweep sweep, int offset) throws IOException {
        byte[] torn = Arrays.copyOf(bytes, offset);
        Promised promised = promised(torn);
        write(torn);
        SweepReport report = swept(sweep, "cut off at byte " + offset);
        Set<String> ended = reported(report, ENDED);
        Set<String> due = new HashSet<>(promised.held());
        due.removeAll(promised.over());
        Set<String> uncertain = new HashSet<>(promised.intended());
        uncertain.removeAll(promised.held());
        if (!report.alarms().isEmpty()
                || !ended.equals(due)
                || !reported(report, Set.of(LeaseState.UNCERTAIN)).equals(uncertain)) {
            throw new AssertionError("cut off at byte " + offset + ": to be ended are " + due + ", uncertain "
                    + uncertain + ": " + report);
        }
    }

    private void change(Sweep sweep, int at, byte by) throws IOException {
        byte[] changed = bytes.clone();
        changed[at] ^= by;
        write(changed);
        String what = "byte " + at + " changed by " + by;
        SweepReport report = swept(sweep, what);
        if (!report.alarms().isEmpty()) {
            alarms++;
            return;
        }
        Promised promised = promised(bytes);
        Set<String> told =
                report.leases().stream().map(lease -> lease.id().value()).collect(Collectors.toSet());
        Set<String> silent = new HashSet<>(promised.held());
        silent.removeAll(promised.over());
        silent.removeAll(told);
        if (!silent.isEmpty()) {
            throw new AssertionError(what + ": nobody tells of " + silent + ": " + report);
        }
    }

    private static Set<String> reported(SweepReport report, Set<LeaseState> outcomes) {
        return report.leases().stream()
                .filter(lease -> outcomes.contains(lease.outcome()))
                .map(LeaseReport::id)
                .map(id -> id.value())
                .collect(Collectors.toSet());
    }

    private static SweepReport swept(Sweep sweep, String what) {
        try {
            return sweep.run(new GuardianParts(), LeaseListener.NONE);
        } catch (RuntimeException | LinkageError e) {
            throw new AssertionError(what + ": " + e, e);
        }
    }

    private Sweep sweep(Time time) {
        SecureRandom random = new SecureRandom();
        return new Sweep(
                JournalDirectory.open(place.journals()),
                Machine.here(),
                SealKey.find(place.environment, place.root(), random),
                new Revoker(time, random, Limits.standard().withRevoke(Duration.ofSeconds(5))));
    }

    /** The same file in the same directory, or it would be a copy; made anew where a sweep was done with it. */
    private void write(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    /** Read by other eyes than the product's: whole lines, and a last one that is whole but for its line feed. */
    private Promised promised(byte[] content) throws IOException {
        Promised promised = new Promised(new HashSet<>(), new HashSet<>(), new HashSet<>());
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                if (i <= content.length) {
                    note(
                            new ObjectMapper().readTree(new String(bytes, start, i - start, StandardCharsets.UTF_8)),
                            promised);
                }
                start = i + 1;
            }
        }
        return promised;
    }

    private static void note(JsonNode line, Promised promised) {
        String lease = line.findPath("lease").asText();
        String is = line.findPath("is").asText();
        if (is.equals("intent")) {
            promised.intended().add(lease);
        } else if (is.equals("held")) {
            promised.held().add(lease);
        } else if (is.equals("moved")
                && Map.of("REVOKED", 1, "PROVEN", 1)
                        .containsKey(line.findPath("state").asText())) {
            promised.over().add(lease);
        }
    }
}
