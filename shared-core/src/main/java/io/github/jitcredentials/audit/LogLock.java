package io.github.jitcredentials.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one append at a time touch a log, in this process and in all others of this machine. The operating system drops it
 * when its holder dies. Thread safe.
 */
final class LogLock {
    private static final Duration PAUSE = Duration.ofMillis(1);
    // Beyond what the file will ever hold: on Windows others can't read a locked range.
    private static final long PLACE = Long.MAX_VALUE - 1;

    private final Path file;
    private final Object thisProcess;
    private final Duration patience;

    /**
     * @param file whose lock is taken. Nobody else in this process may open it: closing any of a process's channels to a file
     *     drops that process's lock on it (POSIX fcntl)
     * @param patience how long to wait for another process, which holds it for milliseconds
     */
    LogLock(Path file, Duration patience) {
        this.file = file;
        // An interned string is one object for all class loaders: Maven may load this class in several realms.
        this.thisProcess = ("jit-credentials audit lock " + file).intern();
        this.patience = patience;
    }

    /** What is done while the lock is held, given the locked file. */
    interface Work<T> {
        T with(FileChannel locked) throws IOException;
    }

    /**
     * A thread that is being interrupted still writes its audit lines: the interruption waits until it has.
     *
     * @throws BadLog if another process did not let go in time
     */
    <T> T holding(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            synchronized (thisProcess) {
                try (FileChannel channel = PrivateFile.open(file)) {
                    lock(channel);
                    return work.with(channel);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void lock(FileChannel channel) throws IOException {
        long start = System.nanoTime();
        while (!tryLock(channel)) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new BadLog("is held by another process", "Look for a build that was stopped but not ended.");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(PLACE, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
