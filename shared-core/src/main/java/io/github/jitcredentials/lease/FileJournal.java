package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.disk.SharedFlush;
import io.github.jitcredentials.lease.JournalCodec.Header;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A journal in a file of its own for each process: {@code OWNER.jsonl}, beside it {@code OWNER.lock}, locked as long as the owner
 * lives, and {@code OWNER.guardian.lock}, locked as long as the guardian does. Whoever has both locks may take the file over.
 *
 * <p>It takes as many leases as the disk does. Once it has grown, what it tells of leases that are over is left out: the rest is
 * written anew beside it and takes its place, so that a process that never ends does not fill the disk.
 *
 * <p>Thread safe. Records of several threads share one flush. After the first failed write or flush nothing more is
 * taken: what the disk holds is then not known (a second flush that succeeds proves nothing).
 */
public final class FileJournal implements LeaseJournal {
    /** From this size on, in bytes, a journal is written anew, and then at twice the size that it had afterwards. */
    private static final long REWRITE_AT = 64L << 20;

    private final Path file;
    private final String owner;
    private final long least;
    private final ProcessLock lock;
    private final @Nullable SealKey key;
    /** The leases to which something can still happen. */
    private final Map<LeaseId, Known> leases = new HashMap<>();

    private final Object writing = new Object();
    private final SharedFlush flush = new SharedFlush();
    // Changed only by who writes, while nobody flushes.
    private volatile JournalFile out;
    private long lines;
    private long size;
    private long rewriteAt;
    private volatile long written;
    private boolean broken;
    private boolean closed;

    /**
     * What later records are held to.
     *
     * @param aged whether it was over when the journal was written anew the last time
     */
    private record Known(Intent intent, LeaseState state, boolean aged) {
        Known in(LeaseState next) {
            return new Known(intent, next, false);
        }
    }

    private FileJournal(Path file, String owner, JournalFile out, ProcessLock lock, @Nullable SealKey key, long least) {
        this.file = file;
        this.owner = owner;
        this.out = out;
        this.lock = lock;
        this.key = key;
        this.least = least;
        this.rewriteAt = least;
    }

    /**
     * A new journal of this process.
     *
     * @param key seals the secret parts of handles; must lie elsewhere than the journal
     * @param random for the file's name
     * @throws JitException.NotRecorded if it can't be made
     */
    public static FileJournal create(JournalDirectory directory, Machine machine, SealKey key, RandomGenerator random) {
        return create(directory, machine, key, random, REWRITE_AT);
    }

    /** @param least the size, in bytes, from which on it may be written anew */
    static FileJournal create(
            JournalDirectory directory, Machine machine, SealKey key, RandomGenerator random, long least) {
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
            FileJournal journal = new FileJournal(file, owner, JournalFile.create(file), lock, key, least);
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
        JournalFile out = JournalFile.open(file, contents.goodBytes());
        String owner = contents.header().map(Header::owner).orElse("");
        FileJournal journal = new FileJournal(file, owner, out, lock, null, REWRITE_AT);
        if (!contents.endsWithLineFeed()) {
            out.write(new byte[] {'\n'}, 1);
        }
        Files.deleteIfExists(rewritten(file));
        journal.lines = contents.lines();
        journal.size = out.length();
        journal.rewriteAt = Math.max(REWRITE_AT, 2 * journal.size);
        contents.leases().forEach((id, lease) -> {
            if (!LeaseTable.isEnd(lease.state())) {
                journal.leases.put(id, new Known(lease.intent(), lease.state(), false));
            }
        });
        return journal;
    }

    static Path ownerLock(Path file) {
        return sibling(file, ".lock");
    }

    static Path guardianLock(Path file) {
        return sibling(file, ".guardian.lock");
    }

    /** What takes the journal's place once it is whole. Never what a sweep takes for a journal. */
    private static Path rewritten(Path file) {
        return sibling(file, ".rewritten");
    }

    @Override
    public void append(JournalRecord entry) {
        try {
            long mine;
            synchronized (writing) {
                if (closed || broken || flush.isBroken()) {
                    throw new IOException(closed ? "it is closed" : "an earlier write failed");
                }
                ObjectNode node = encode(entry);
                try {
                    mine = write(node);
                    if (size > rewriteAt) {
                        rewrite();
                    }
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
            boolean allOver =
                    leases.values().stream().allMatch(lease -> lease.state().isOver());
            try {
                out.close();
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
            if (leases.putIfAbsent(id, new Known(intent, LeaseState.ISSUING, false)) != null) {
                throw new IllegalStateException("lease " + id + " was intended before");
            }
            return JournalCodec.intent(intent);
        }
        Known known = leases.get(id);
        if (known == null) {
            throw new IllegalStateException(
                    "lease " + id + " was never intended, or nothing can happen to it any more");
        }
        if (entry instanceof Renewal renewal) {
            leases.put(
                    id,
                    known.in(LeaseTable.row(known.state(), LeaseEvent.RENEWAL_DUE)
                            .to()));
            return JournalCodec.renewal(renewal);
        }
        if (entry instanceof Held held) {
            if (key == null) {
                throw new IllegalStateException("a journal that was taken over gets no new handles");
            }
            return JournalCodec.held(held, owner, known.intent(), key);
        }
        if (entry instanceof SeenAlive seen) {
            return JournalCodec.seenAlive(seen);
        }
        if (entry instanceof Retired retired) {
            return JournalCodec.retired(retired);
        }
        Transition moved = (Transition) entry;
        if (LeaseTable.row(known.state(), moved.event()).to() != moved.state()) {
            throw new IllegalStateException(
                    moved.event() + " does not lead from " + known.state() + " to " + moved.state());
        }
        if (LeaseTable.isEnd(moved.state())) {
            leases.remove(id);
        } else {
            leases.put(id, known.in(moved.state()));
        }
        return JournalCodec.transition(moved);
    }

    /** Writes one line and says how many bytes have been written by then. */
    private long write(ObjectNode node) throws IOException {
        byte[] line = JournalLine.encode(node, lines);
        out.write(line, line.length);
        lines++;
        size += line.length;
        long total = written + line.length;
        written = total;
        return total;
    }

    /** Returns when the first {@code mine} bytes are on disk. */
    private void flush(long mine) throws IOException {
        flush.upTo(mine, () -> written, () -> out.force());
    }

    /**
     * Leaves out what is over. Nothing is lost at any moment: the old file is whole until the new one is on disk and takes its name.
     * If there is no room for two, the old one goes on.
     *
     * @throws IOException if it is not known any more which of the two a crash of the machine would leave
     */
    private void rewrite() throws IOException {
        // A lease that was revoked may still be proven: it is left out the time after this.
        leases.values().removeIf(Known::aged);
        leases.replaceAll(
                (id, known) -> known.state().isOver() ? new Known(known.intent(), known.state(), true) : known);
        Path fresh = rewritten(file);
        JournalCopy copy;
        try {
            copy = JournalCopy.of(file, fresh, leases::containsKey);
        } catch (IOException e) {
            rewriteAt = 2 * size;
            return;
        }
        flush.instead(written, () -> {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            PrivateDirectory.force(file.resolveSibling("."));
            out.close();
            out = copy.out();
        });
        lines = copy.lines();
        size = copy.bytes();
        rewriteAt = Math.max(least, 2 * size);
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
