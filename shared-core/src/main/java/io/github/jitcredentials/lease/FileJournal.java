package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.lease.JournalCodec.Header;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a file of its own for each process: {@code OWNER.jsonl}, beside it {@code OWNER.lock}, locked as long as the owner
 * lives, and {@code OWNER.guardian.lock}, locked as long as the guardian does. Whoever has both locks may take the file over.
 *
 * <p>Thread safe. Records of several threads share one flush. After the first failed write or flush nothing more is
 * taken: what the disk holds is then not known (a second flush that succeeds proves nothing).
 */
public final class FileJournal implements LeaseJournal {
    private final Path file;
    private final String owner;
    private final FileChannel channel;
    private final ProcessLock lock;
    private final @Nullable SealKey key;
    private final Map<LeaseId, Intent> intents = new HashMap<>();
    private final Map<LeaseId, LeaseState> states = new HashMap<>();
    private final Object writing = new Object();
    private final Object flushing = new Object();
    private long lines;
    private volatile long written;
    private long flushed;
    private volatile boolean broken;
    private boolean closed;

    private FileJournal(Path file, String owner, FileChannel channel, ProcessLock lock, @Nullable SealKey key) {
        this.file = file;
        this.owner = owner;
        this.channel = channel;
        this.lock = lock;
        this.key = key;
    }

    /**
     * A new journal of this process.
     *
     * @param key seals the secret parts of handles; must lie elsewhere than the journal
     * @param random for the file's name
     * @throws JitException.NotRecorded if it can't be made
     */
    public static FileJournal create(JournalDirectory directory, Machine machine, SealKey key, RandomGenerator random) {
        if (key.directory().startsWith(directory.path()) || directory.path().startsWith(key.directory())) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "the journal lies where its key lies",
                            directory.path().toString(),
                            "a copy of one must not be a copy of both: choose another directory"),
                    null);
        }
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        String owner = machine.pid() + "-" + HexFormat.of().formatHex(bytes);
        Path file = directory.path().resolve(owner + JournalDirectory.SUFFIX);
        try {
            // Locked before there is a file: a sweep never finds one that seems to be nobody's.
            ProcessLock lock = ProcessLock.tryTake(ownerLock(file))
                    .orElseThrow(() -> new IOException("the lock of a new journal is taken"));
            FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateDirectory.FILE_MODE);
            FileJournal journal = new FileJournal(file, owner, channel, lock, key);
            journal.write(JournalCodec.header(new Header(owner, machine, directory)));
            journal.flush(journal.written);
            PrivateDirectory.force(directory.path());
            return journal;
        } catch (IOException e) {
            throw notRecorded(file, e);
        }
    }

    /**
     * The journal of an owner that is gone, to go on writing what becomes of its leases. A torn last line is cut off.
     *
     * @param lock the owner's lock; the new journal lets it go
     * @param contents what was read after the lock was taken
     */
    static FileJournal takeOver(Path file, ProcessLock lock, JournalContents contents) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        String owner = contents.header().map(Header::owner).orElse("");
        FileJournal journal = new FileJournal(file, owner, channel, lock, null);
        channel.truncate(contents.goodBytes());
        channel.position(contents.goodBytes());
        if (!contents.endsWithLineFeed()) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        journal.lines = contents.lines();
        contents.leases().forEach((id, lease) -> {
            journal.intents.put(id, lease.intent());
            journal.states.put(id, lease.state());
        });
        return journal;
    }

    static Path ownerLock(Path file) {
        return sibling(file, ".lock");
    }

    static Path guardianLock(Path file) {
        return sibling(file, ".guardian.lock");
    }

    @Override
    public void append(JournalRecord entry) {
        try {
            long mine;
            synchronized (writing) {
                if (closed || broken) {
                    throw new IOException(closed ? "it is closed" : "an earlier write failed");
                }
                ObjectNode node = encode(entry);
                try {
                    mine = write(node);
                } catch (IOException e) {
                    broken = true;
                    throw e;
                }
            }
            flush(mine);
        } catch (IOException e) {
            throw notRecorded(file, e);
        }
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(file);
    }

    @Override
    public void close() {
        synchronized (writing) {
            if (closed) {
                return;
            }
            closed = true;
            boolean allOver = states.values().stream().allMatch(LeaseState::isOver);
            try {
                channel.close();
                if (allOver) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                // What stays behind is swept later: its leases are over, or still to be ended.
            }
            if (allOver) {
                lock.remove();
            } else {
                lock.close();
            }
        }
    }

    @Override
    public String toString() {
        return "FileJournal[" + file + "]";
    }

    /** The record as JSON, once the table allows it. */
    private ObjectNode encode(JournalRecord entry) {
        LeaseId id = entry.lease();
        if (entry instanceof Intent intent) {
            if (intents.putIfAbsent(id, intent) != null) {
                throw new IllegalStateException("lease " + id + " was intended before");
            }
            states.put(id, LeaseState.ISSUING);
            return JournalCodec.intent(intent);
        }
        Intent intent = intents.get(id);
        LeaseState state = states.get(id);
        if (intent == null || state == null) {
            throw new IllegalStateException("lease " + id + " was never intended");
        }
        if (entry instanceof Held held) {
            if (key == null) {
                throw new IllegalStateException("a journal that was taken over gets no new handles");
            }
            return JournalCodec.held(held, owner, intent, key);
        }
        if (entry instanceof SeenAlive seen) {
            return JournalCodec.seenAlive(seen);
        }
        Transition moved = (Transition) entry;
        if (LeaseTable.row(state, moved.event()).to() != moved.state()) {
            throw new IllegalStateException(moved.event() + " does not lead from " + state + " to " + moved.state());
        }
        states.put(id, moved.state());
        return JournalCodec.transition(moved);
    }

    /** Writes one line and says how many bytes have been written by then. */
    private long write(ObjectNode node) throws IOException {
        byte[] line = JournalLine.encode(node, lines);
        ByteBuffer rest = ByteBuffer.wrap(line);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        lines++;
        long total = written + line.length;
        written = total;
        return total;
    }

    /** Returns when the first {@code mine} bytes are on disk; whoever comes meanwhile is served by one flush. */
    private void flush(long mine) throws IOException {
        synchronized (flushing) {
            if (flushed >= mine) {
                return;
            }
            if (broken) {
                throw new IOException("an earlier write failed");
            }
            long upTo = written;
            try {
                channel.force(true);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
            flushed = upTo;
        }
    }

    private static Path sibling(Path file, String suffix) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - JournalDirectory.SUFFIX.length()) + suffix);
    }

    private static JitException.NotRecorded notRecorded(Path file, IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new JitException.NotRecorded(
                new Problem(
                        "the lease journal can't be written (" + why + ")",
                        file.toString(),
                        "make room or choose another directory; nothing is handed out that isn't written down"),
                e);
    }
}
