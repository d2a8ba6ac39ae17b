package io.github.jitcredentials.lease;

import static io.github.jitcredentials.lease.CrashModel.NEVER;
import static io.github.jitcredentials.lease.LeaseEvent.LATE_ANSWER;
import static io.github.jitcredentials.lease.LeaseEvent.PARENT_ENDED;
import static io.github.jitcredentials.lease.LeaseEvent.POLICY_DENIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.lease.CrashModel.After;
import io.github.jitcredentials.lease.CrashModel.Run;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The lease machine with a crash at every step, for every manner an authority can have, and with everybody who may come afterwards.
 * Nothing is drawn by lot: all steps are tried.
 */
class CrashModelTest {
    /** What no run can reach, and why. */
    private static final Map<LeaseEvent, String> UNREACHABLE = Map.of(
            POLICY_DENIED, "policy is asked before there is a lease, and the journal has no line of it",
            PARENT_ENDED, "no issuer so far hangs its credentials from something that can be ended");

    /** In memory where there is some: a journal is flushed at each step. */
    private static final class InMemory implements TempDirFactory {
        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
            Path memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "crash-model")
                    : Files.createTempDirectory("crash-model");
        }
    }

    @TempDir(factory = InMemory.class)
    Path temporary;

    private final Set<LeaseTable.Row> seen = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();
    private int folders;
    private int runs;

    /** And every line of the table is taken, or is known to be out of reach. */
    @Test
    void crash_at_every_step_leaves_nothing_alive_that_nobody_knows() throws IOException {
        for (Ledger.Manner manner : Ledger.Manner.values()) {
            crashEverywhere(new Run(manner, true, true, NEVER, NEVER, null), After.values());
            crashEverywhere(new Run(manner, false, false, NEVER, NEVER, null), After.values());
        }
        assertThat(complaints).isEmpty();
        assertThat(runs).isGreaterThan(2000);
        assertThat(LeaseTable.rows())
                .filteredOn(row -> !UNREACHABLE.containsKey(row.event()))
                // That takes an end in the middle of a renewal.
                .filteredOn(row -> row.event() != LATE_ANSWER)
                .allSatisfy(row -> assertThat(seen).contains(row));
        assertThat(seen).noneMatch(row -> UNREACHABLE.containsKey(row.event()));
    }

    @Test
    void end_at_every_step_of_a_renewal_and_a_crash_at_every_step_of_that_leave_nothing_alive_that_nobody_knows()
            throws IOException {
        Run plain = new Run(Ledger.Manner.PLAIN, true, true, NEVER, NEVER, null);
        int steps = steps(plain);
        for (int endAt = 0; endAt < steps; endAt++) {
            Run ended = new Run(Ledger.Manner.PLAIN, true, true, endAt, NEVER, null);
            play(ended, After.SWEEP);
            crash(ended, endAt, steps(ended), After.GUARDIAN);
        }
        assertThat(complaints).isEmpty();
        assertThat(seen).contains(LeaseTable.row(LeaseState.UNCERTAIN, LATE_ANSWER));
    }

    /** The model must be able to fail: a journal that writes something down too late is caught. */
    @ParameterizedTest
    @ValueSource(classes = {Intent.class, Held.class, Renewal.class})
    void record_that_is_written_too_late_is_caught(Class<? extends JournalRecord> late) throws IOException {
        crashEverywhere(new Run(Ledger.Manner.PLAIN, false, true, NEVER, NEVER, late), After.SWEEP);
        assertThat(complaints).isNotEmpty().anyMatch(complaint -> complaint.contains("nobody"));
    }

    private void crashEverywhere(Run run, After... after) throws IOException {
        crash(run, 0, steps(run), after);
    }

    private void crash(Run run, int from, int to, After... after) throws IOException {
        for (int crashAt = from; crashAt < to; crashAt++) {
            for (After who : after) {
                if (who != After.GUARDIAN || run.guarded()) {
                    play(
                            new Run(
                                    run.manner(),
                                    run.guarded(),
                                    run.renewed(),
                                    run.endAt(),
                                    crashAt,
                                    run.writtenLate()),
                            who);
                }
            }
        }
    }

    /** How many steps there are if nothing goes wrong, which is looked at step by step. */
    private int steps(Run run) throws IOException {
        return in(folder -> {
            CrashModel model = new CrashModel(folder, run).watching().live();
            model.after(After.SWEEP);
            note(run, After.SWEEP, model);
            return model.steps();
        });
    }

    private void play(Run run, After after) throws IOException {
        runs++;
        in(folder -> {
            CrashModel model = new CrashModel(folder, run).live();
            model.after(after);
            note(run, after, model);
            return 0;
        });
    }

    private void note(Run run, After after, CrashModel model) {
        seen.addAll(model.seen());
        model.complaints().forEach(complaint -> complaints.add(complaint + " - " + run + ", then " + after));
    }

    private interface Story {
        int in(Path folder) throws IOException;
    }

    private int in(Story story) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve(Integer.toString(folders++)));
        try {
            return story.in(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
