package io.github.jitcredentials.lease;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that one process holds locked as long as it lives; the kernel lets go of it however the process dies.
 *
 * <p>POSIX record locks belong to the process, and closing <em>any</em> of its channels on the file frees them: so a lock file is
 * never opened twice in one process. The register that sees to it is the table of system properties, because a host may have
 * loaded this class twice, and each copy would have a register of its own. Thread safe.
 */
final class ProcessLock implements AutoCloseable {
    private static final String OPEN_HERE = "io.github.jitcredentials.lock:";

    private final Path file;
    private final FileChannel channel;

    private ProcessLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock, making the file if need be; empty if somebody else, or another part of this process, has it. */
    static Optional<ProcessLock> tryTake(Path file) throws IOException {
        if (System.getProperties().putIfAbsent(OPEN_HERE + file, "open") != null) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PrivateDirectory.FILE_MODE);
            FileLock lock = channel.tryLock();
            taken = lock != null;
            return taken ? Optional.of(new ProcessLock(file, channel)) : Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } finally {
            if (!taken) {
                closeQuietly(channel);
                System.clearProperty(OPEN_HERE + file);
            }
        }
    }

    /** Lets go, and takes the file away before, so that nobody can get hold of a file that is going. */
    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // An empty lock file that stays behind says nothing and stops nobody.
        }
        close();
    }

    @Override
    public void close() {
        if (channel.isOpen()) {
            closeQuietly(channel);
            System.clearProperty(OPEN_HERE + file);
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // The kernel frees the lock even when close reports an error.
            }
        }
    }
}
