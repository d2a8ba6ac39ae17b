package io.github.jitcredentials.audit;

import io.github.jitcredentials.disk.SharedFlush;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An audit log in a file: one JSON line an event, each holding the hash of the one before, across sessions and processes.
 * Beside it lies {@code NAME.key}, from which fingerprints are made; its lock is the log's lock. Both have mode 0600.
 *
 * <p>What the chain is worth: a line that is changed, removed or inserted shows ({@link AuditVerifier}), unless all that
 * follow are written anew, or cut off. Against that, keep {@link #head} somewhere else; within a session the log itself
 * notices. The chain has no key: whoever may write the file is not kept from writing a whole new one.
 *
 * <p>An append takes about as long as one write to the disk; those of several threads share it. After a flush that failed nothing
 * more is taken: what the disk holds is then not known. Thread safe; any number of objects and processes may share a file.
 */
public final class FileAuditLog implements AuditLog {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final LogLock lock;
    private final LogKey key;
    // Not a FileChannel: an interrupted thread would close that, and the audit of what it cleans up would be lost.
    private final RandomAccessFile log;
    private final Audience audience;
    private final String fileKey;
    private final String keyFileKey;
    private final SharedFlush flush = new SharedFlush();
    private long seq;
    private long end;
    private String hash;
    private boolean closed;
    private volatile long written;

    /**
     * Who gets each event once the log has it.
     *
     * @param events a second file; asked for each event
     * @param listener told by the thread that appends, outside of the log's lock
     */
    private record Audience(Supplier<Optional<AuditLocation>> events, Consumer<AuditEvent> listener) {}

    /**
     * What came of one append.
     *
     * @param number of this object's lines, to be flushed up to
     * @param untold why the second file does not have it; null if it has, or there is none
     */
    private record Line(long number, JitException.@Nullable NotRecorded untold) {}

    private FileAuditLog(Path file, LogLock lock, LogKey key, RandomAccessFile log, AuditTail tail, Audience audience)
            throws IOException {
        this.file = file;
        this.lock = lock;
        this.key = key;
        this.log = log;
        this.audience = audience;
        this.fileKey = PrivateFile.key(file);
        this.keyFileKey = PrivateFile.key(keyFile(file));
        this.seq = tail.last() == null ? 0 : tail.last().seq();
        this.hash = tail.last() == null ? AuditLine.GENESIS : tail.last().hash();
        this.end = tail.end();
    }

    /**
     * Opens a log, and creates what is missing: its directory with mode 0700, the file and its key.
     *
     * @throws JitException.NotRecorded if it can't be written, is open to others, was altered at its end, or lost its key
     */
    public static FileAuditLog open(AuditLocation location, SecureRandom random) {
        return open(location, null, random);
    }

    /**
     * The same with a second file, for log shippers: its events as CloudEvents 1.0, one JSON object a line.
     *
     * @param events null for none. An event that can't be written there counts as not recorded, though the log has it
     */
    public static FileAuditLog open(AuditLocation location, @Nullable AuditLocation events, SecureRandom random) {
        return open(location, events, random, PATIENCE);
    }

    /**
     * The same for a log that stays open while its second file is chosen, changed or taken away. That one is not looked at when
     * this opens: a second file that can't be written keeps the log from opening no more than it keeps a line out of it.
     *
     * @param events asked for each event, which it may refuse by {@link JitException.Misconfigured}; empty for none
     * @param listener told each event that the log has, whether or not the second file has it, by the thread that appends; returns
     *     soon, throws nothing
     * @throws JitException.NotRecorded as {@link #open(AuditLocation, SecureRandom)} throws
     */
    public static FileAuditLog open(
            AuditLocation location,
            Supplier<Optional<AuditLocation>> events,
            Consumer<AuditEvent> listener,
            SecureRandom random) {
        return open(location, new Audience(events, listener), random, PATIENCE);
    }

    static FileAuditLog open(
            AuditLocation location, @Nullable AuditLocation events, SecureRandom random, Duration patience) {
        FileAuditLog log =
                open(location, new Audience(() -> Optional.ofNullable(events), event -> {}), random, patience);
        if (events != null) {
            log.prepare(events);
        }
        return log;
    }

    private static FileAuditLog open(
            AuditLocation location, Audience audience, SecureRandom random, Duration patience) {
        Path file = location.file();
        try {
            Path directory = file.getParent();
            if (directory != null) {
                PrivateFile.createDirectories(directory);
            }
            LogLock lock = new LogLock(keyFile(file), patience);
            return lock.holding(locked -> open(file, lock, locked, random, audience));
        } catch (IOException e) {
            throw notRecorded(file, e);
        }
    }

    private static FileAuditLog open(
            Path file, LogLock lock, FileChannel keyChannel, SecureRandom random, Audience audience)
            throws IOException {
        // Created here for its mode; the random access file knows none.
        PrivateFile.open(file).close();
        PrivateFile.requirePrivate(file, false);
        PrivateFile.requirePrivate(keyFile(file), true);
        RandomAccessFile log = new RandomAccessFile(file.toFile(), "rw");
        try {
            AuditTail tail = AuditTail.read(log);
            if (keyChannel.size() > 0) {
                return new FileAuditLog(file, lock, LogKey.read(keyChannel), log, tail, audience);
            }
            if (log.length() > 0) {
                throw new BadLog("has lost its key file " + keyFile(file).getFileName(), AuditLine.KEEP);
            }
            LogKey key = LogKey.create(keyChannel, random);
            PrivateFile.forceEntry(file);
            return new FileAuditLog(file, lock, key, log, tail, audience);
        } catch (IOException e) {
            log.close();
            throw e;
        }
    }

    @Override
    public void append(AuditEvent event) {
        Line line;
        try {
            line = lock.holding(locked -> {
                List<byte[]> lines = write(event);
                long mine = written + 1;
                written = mine;
                return new Line(mine, tell(lines));
            });
            audience.listener().accept(event);
            // Also of a line that the second file lacks: it may be all that is left of the event.
            if (event.isDurable()) {
                flush.upTo(line.number(), () -> written, () -> log.getFD().sync());
            }
        } catch (IOException e) {
            throw notRecorded(file, e);
        }
        if (line.untold() != null) {
            throw line.untold();
        }
    }

    @Override
    public Fingerprint fingerprint(Secret secret) {
        return key.fingerprint(secret);
    }

    /** The last line this object wrote or found: the anchor by which {@link AuditVerifier} notices a rewritten log. */
    public AuditHead head() {
        try {
            return lock.holding(locked -> new AuditHead(seq, hash));
        } catch (IOException e) {
            throw notRecorded(file, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.holding(locked -> {
                closed = true;
                // Nobody flushes after this; whoever has just written is served by it.
                try (log) {
                    if (!flush.isBroken()) {
                        flush.upTo(written, () -> written, () -> log.getFD().sync());
                    }
                }
                return file;
            });
        } catch (IOException e) {
            throw notRecorded(file, e);
        }
    }

    /** @return the lines that the log has now, without their line ends */
    private List<byte[]> write(AuditEvent event) throws IOException {
        requireSameFile();
        AuditTail tail = AuditTail.read(log);
        long nextSeq = tail.last() == null ? 1 : tail.last().seq() + 1;
        String prev = tail.last() == null ? AuditLine.GENESIS : tail.last().hash();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        List<byte[]> all = new ArrayList<>();
        if (tail.fragment().length > 0) {
            byte[] torn = AuditLine.encodeTorn(nextSeq, prev, event.about().at(), tail.fragment());
            lines.writeBytes(torn);
            lines.write('\n');
            all.add(torn);
            nextSeq++;
            prev = AuditLine.parse(torn).hash();
        }
        byte[] line = AuditLine.encode(nextSeq, prev, event);
        lines.writeBytes(line);
        lines.write('\n');
        // Over the fragment, which the torn line tells of. Cut short again, it is a fragment again.
        log.seek(tail.end());
        log.write(lines.toByteArray());
        if (log.length() > log.getFilePointer()) {
            log.setLength(log.getFilePointer());
        }
        seq = nextSeq;
        hash = AuditLine.parse(line).hash();
        end = log.length();
        all.add(line);
        return all;
    }

    /** @return why the second file does not have them all; null if it has, or there is none */
    private JitException.@Nullable NotRecorded tell(List<byte[]> lines) {
        Optional<AuditLocation> place;
        try {
            place = audience.events().get();
        } catch (JitException.Misconfigured e) {
            return new JitException.NotRecorded(e.problems().get(0), e);
        } catch (RuntimeException e) {
            return new JitException.NotRecorded(
                    Problem.of("nobody can say where the file of CloudEvents is ("
                            + e.getClass().getName() + ")"),
                    e);
        }
        if (place.isPresent()) {
            CloudEventsFile events = new CloudEventsFile(place.get());
            try {
                for (byte[] line : lines) {
                    events.append(line);
                }
            } catch (IOException e) {
                return notTold(place.get(), e);
            }
        }
        return null;
    }

    private void prepare(AuditLocation place) {
        try {
            new CloudEventsFile(place).prepare();
        } catch (IOException e) {
            JitException.NotRecorded why = notTold(place, e);
            try {
                log.close();
            } catch (IOException closing) {
                why.addSuppressed(closing);
            }
            throw why;
        }
    }

    /** That it is still the file that was opened, and still holds, in its place, the last line that was seen. */
    private void requireSameFile() throws IOException {
        if (closed) {
            throw new BadLog("is closed", "");
        }
        if (flush.isBroken()) {
            throw new BadLog("could not be flushed to the disk before", "Look at the disk, then start again.");
        }
        if (!fileKey.equals(PrivateFile.key(file)) || !keyFileKey.equals(PrivateFile.key(keyFile(file)))) {
            throw new BadLog("was replaced while it was in use", "Look for what moved it; rotate logs between builds.");
        }
        // Taking the lock creates the file anew, perhaps under the same key: file systems reuse inodes.
        if (Files.size(keyFile(file)) == 0) {
            throw new BadLog("has lost its key file " + keyFile(file).getFileName(), AuditLine.KEEP);
        }
        if (end > 0) {
            byte[] expected = (AuditLine.suffix(hash) + "\n").getBytes(StandardCharsets.US_ASCII);
            byte[] found = new byte[expected.length];
            if (log.length() >= end) {
                log.seek(end - found.length);
                log.readFully(found);
            }
            if (!Arrays.equals(expected, found)) {
                throw new BadLog("was rewritten or cut while it was in use", AuditLine.KEEP);
            }
        }
    }

    /** The file beside a log that holds its key and its lock. */
    public static Path keyFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".key");
    }

    private static JitException.NotRecorded notTold(AuditLocation events, IOException e) {
        return notRecorded("the file of CloudEvents", events.toString(), e);
    }

    private static JitException.NotRecorded notRecorded(Path file, IOException e) {
        return notRecorded("the audit log", file.toString(), e);
    }

    private static JitException.NotRecorded notRecorded(String which, String place, IOException e) {
        Problem problem = e instanceof BadLog bad
                ? new Problem(which + " " + bad.getMessage(), place, bad.todo())
                : new Problem(which + " can't be written: " + cause(e), place, "");
        return new JitException.NotRecorded(problem, e);
    }

    /** A FileSystemException's message is its path, which is said already. */
    private static String cause(IOException e) {
        String said = e instanceof FileSystemException inFileSystem ? inFileSystem.getReason() : e.getMessage();
        return said == null ? e.getClass().getSimpleName() : said;
    }
}
