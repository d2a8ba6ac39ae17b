package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A guardian's hold on its owner's journal: the guardian's lock from the first lease on, the owner's lock and the right to write
 * once the owner is gone. Thread safe.
 */
final class Takeover implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Path file;
    private final ProcessLock guardianLock;
    private final Time time;
    private @Nullable FileJournal journal;
    private @Nullable JournalContents contents;
    private boolean hopeless;

    private Takeover(Path file, ProcessLock guardianLock, Time time) {
        this.file = file;
        this.guardianLock = guardianLock;
        this.time = time;
    }

    /** Takes the guardian's lock, so that no sweep thinks the leases are nobody's. */
    static Takeover of(Path file, Time time) throws IOException {
        ProcessLock lock = ProcessLock.tryTake(FileJournal.guardianLock(file))
                .orElseThrow(() -> new IOException("another guardian holds this journal"));
        return new Takeover(file, lock, time);
    }

    /**
     * Writes down what was done with a lease, as far as its owner had not done the same before it died. What can't be written is done
     * again by the next sweep, which does no harm.
     *
     * @param ended the numbers of the values that it was done with; if the journal has others that can be ended, the lease is not
     *     over, whatever was done, and is left to the next sweep
     */
    synchronized void write(LeaseId lease, Set<Integer> ended, List<Transition> done) {
        FileJournal open = open().orElse(null);
        if (open == null || contents == null) {
            return;
        }
        LeaseRecord known = contents.leases().get(lease);
        if (known == null) {
            return;
        }
        boolean covered = known.held().stream().allMatch(value -> ended.contains(value.number()));
        boolean certain = known.unknown().isEmpty();
        LeaseState state = known.state();
        try {
            for (Transition step : done) {
                LeaseEvent event = inLightOf(certain, step.event());
                Optional<LeaseTable.Row> row = LeaseTable.find(state, event);
                if (row.isPresent() && (covered || !isLast(row.get().to()))) {
                    state = row.get().to();
                    open.append(new Transition(lease, event, state, step.at(), step.detail()));
                }
            }
        } catch (JitException.NotRecorded e) {
            hopeless = true;
        }
    }

    /** Nothing was asked for that the journal knows nothing of, and what it knows of may be alive whatever a guardian was told. */
    private static LeaseEvent inLightOf(boolean certain, LeaseEvent event) {
        return switch (event) {
            case REVOCATION_ACCEPTED -> certain ? event : LeaseEvent.VALUE_UNKNOWN;
            case VALUE_UNKNOWN -> certain ? LeaseEvent.REVOCATION_ACCEPTED : event;
            default -> event;
        };
    }

    private static boolean isLast(LeaseState state) {
        return state.isOver() || state == LeaseState.UNCERTAIN;
    }

    @Override
    public synchronized void close() {
        if (journal != null) {
            journal.close();
        }
        if (Files.exists(file)) {
            guardianLock.close();
        } else {
            guardianLock.remove();
        }
    }

    /** The kernel frees a dead owner's lock a moment after its pipe. */
    private Optional<FileJournal> open() {
        long start = time.nanos();
        while (journal == null && !hopeless) {
            try {
                Optional<ProcessLock> owner =
                        Files.exists(file) ? ProcessLock.tryTake(FileJournal.ownerLock(file)) : Optional.empty();
                if (owner.isPresent()) {
                    takeOver(owner.get());
                } else if (!Files.exists(file) || time.nanos() - start > PATIENCE.toNanos()) {
                    hopeless = true;
                } else {
                    time.pause(PAUSE);
                }
            } catch (IOException e) {
                hopeless = true;
            }
        }
        return Optional.ofNullable(journal);
    }

    private void takeOver(ProcessLock owner) throws IOException {
        try {
            JournalContents found = JournalContents.read(file);
            journal = FileJournal.takeOver(file, owner, found);
            contents = found;
        } catch (JournalContents.Damaged e) {
            // Not ours to mend: a sweep finds it and raises the alarm.
            hopeless = true;
        } finally {
            if (journal == null) {
                owner.close();
            }
        }
    }
}
