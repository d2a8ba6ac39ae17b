package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A journal in memory that holds its writer to the table, and can run full. Thread safe. */
public final class MemoryJournal implements LeaseJournal {
    private final List<JournalRecord> records = new ArrayList<>();
    private final Map<LeaseId, LeaseState> states = new HashMap<>();
    private int room = Integer.MAX_VALUE;
    private boolean closed;

    @Override
    public synchronized void append(JournalRecord entry) {
        if (closed || room == 0) {
            throw new JitException.NotRecorded(Problem.of(closed ? "the journal is closed" : "the disk is full"), null);
        }
        if (entry instanceof JournalRecord.Intent) {
            states.put(entry.lease(), LeaseState.ISSUING);
        } else if (entry instanceof JournalRecord.Renewal) {
            states.put(
                    entry.lease(),
                    LeaseTable.row(states.get(entry.lease()), LeaseEvent.RENEWAL_DUE)
                            .to());
        } else if (entry instanceof JournalRecord.Transition moved) {
            LeaseTable.Row row = LeaseTable.row(states.get(entry.lease()), moved.event());
            states.put(entry.lease(), row.to());
        }
        room--;
        records.add(entry);
    }

    /** From now on only so many records are taken. */
    public synchronized void leaveRoomFor(int more) {
        room = more;
    }

    public synchronized List<JournalRecord> records() {
        return List.copyOf(records);
    }

    /** The states a lease went through, as recorded. */
    public synchronized List<LeaseState> path(LeaseId lease) {
        List<LeaseState> path = new ArrayList<>();
        for (JournalRecord entry : records) {
            if (entry.lease().equals(lease)) {
                if (entry instanceof JournalRecord.Intent) {
                    path.add(LeaseState.ISSUING);
                } else if (entry instanceof JournalRecord.Renewal) {
                    path.add(LeaseState.RENEWING);
                } else if (entry instanceof JournalRecord.Transition moved) {
                    path.add(moved.state());
                }
            }
        }
        return path;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public Optional<Path> file() {
        return Optional.empty();
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
