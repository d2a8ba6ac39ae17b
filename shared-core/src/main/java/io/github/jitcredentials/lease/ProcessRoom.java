package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A directory of one process's own for what must not outlive it, in memory where there is such a place. Made when it is first
 * needed, locked as long as the process lives, and deleted with all that is in it: by the process, by its guardian, or by a later
 * run that finds nobody behind the lock. Thread safe.
 */
public final class ProcessRoom implements AutoCloseable {
    private static final String FILES = "files";
    private static final String LOCK = ".lock";

    private final Path path;
    private final List<Path> keepOut;
    private @Nullable ProcessLock lock;
    private boolean closed;

    private ProcessRoom(Path path, List<Path> keepOut) {
        this.path = path;
        this.keepOut = List.copyOf(keepOut);
    }

    /**
     * Chooses the place; makes nothing yet. Looked for in {@code $XDG_RUNTIME_DIR}, then {@code /run/user/UID}, then {@code
     * /dev/shm}, then the directory for temporary files.
     *
     * @param environment the process's environment
     * @param temporary the directory for temporary files
     * @param keepOut where it may not lie: what the build cleans, packs or publishes
     * @throws JitException.NotRecorded if the user's runtime directory is not the user's alone
     */
    public static ProcessRoom choose(
            Map<String, String> environment, Path temporary, List<Path> keepOut, SecureRandom random) {
        Path rooms = RuntimePlace.inMemory(environment, temporary).resolve(FILES);
        byte[] name = new byte[8];
        random.nextBytes(name);
        return new ProcessRoom(rooms.resolve(HexFormat.of().formatHex(name)), keepOut);
    }

    /** Where it is, or will be. */
    public Path path() {
        return path;
    }

    /**
     * The room, made if it is not there yet.
     *
     * @throws JitException.NotRecorded if it can't be made, is not ours alone, or this room is closed
     * @throws JitException.Misconfigured if it would lie where it may not
     */
    public synchronized Path enter() {
        if (closed) {
            throw refused("is closed: its process ends", null);
        }
        if (lock == null) {
            requireOutside();
            // The directories above are checked from the top: what somebody else could swap is not entered.
            PrivateDirectory.ensure(parent(parent(path)));
            PrivateDirectory.ensure(parent(path));
            try {
                // The lock first: a room that is there and not locked is nobody's.
                lock = ProcessLock.tryTake(lockOf(path)).orElseThrow(() -> refused("is somebody else's", null));
            } catch (IOException e) {
                throw refused("can't be locked (" + e.getClass().getSimpleName() + ")", e);
            }
            PrivateDirectory.make(path);
        }
        return path;
    }

    private void requireOutside() {
        Path real = real(path);
        if (keepOut.stream().anyMatch(forbidden -> real.startsWith(real(forbidden)))) {
            throw new JitException.Misconfigured(new Problem(
                    "a credential's file would lie in the project",
                    path.toString(),
                    "set XDG_RUNTIME_DIR to a directory of this user's elsewhere, with mode 0700"));
        }
    }

    /** Deletes it with all that is in it. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        if (lock != null) {
            delete(path);
            lock.remove();
            lock = null;
        }
    }

    /** Deletes a room whose process is gone, for a guardian that was told where it is. Never throws. */
    public static void clear(Path room) {
        delete(room);
        try {
            Files.deleteIfExists(lockOf(room));
        } catch (IOException e) {
            // An empty lock file that stays behind says nothing and stops nobody.
        }
    }

    /** Deletes this user's rooms whose processes are gone. Never throws: what can't be deleted now is tried by the next run. */
    public static void sweep(Map<String, String> environment, Path temporary) {
        try {
            Path rooms = RuntimePlace.inMemory(environment, temporary).resolve(FILES);
            if (!Files.isDirectory(rooms, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            PrivateDirectory.check(parent(rooms));
            PrivateDirectory.check(rooms);
            try (DirectoryStream<Path> all = Files.newDirectoryStream(rooms)) {
                for (Path room : all) {
                    if (Files.isDirectory(room, LinkOption.NOFOLLOW_LINKS)) {
                        Optional<ProcessLock> free = ProcessLock.tryTake(lockOf(room));
                        if (free.isPresent()) {
                            delete(room);
                            free.get().remove();
                        }
                    }
                }
            }
        } catch (IOException | JitException e) {
            // The credentials in them are dead or being revoked: that does not depend on their files.
        }
    }

    private static void delete(Path room) {
        try {
            Files.walkFileTree(room, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // Gone is what it should be.
        } catch (IOException e) {
            // The next sweep tries again; the lock is free by then.
        }
    }

    private JitException refused(String what, @Nullable Throwable cause) {
        return new JitException.NotRecorded(
                new Problem("the room for credential files " + what, path.toString(), "look who uses it"), cause);
    }

    private static Path lockOf(Path room) {
        return room.resolveSibling(room.getFileName() + LOCK);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a room lies in a directory");
        }
        return parent;
    }

    /** With the links that lead to it resolved, as far as it exists. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path above = absolute; above != null; above = above.getParent()) {
            try {
                return above.toRealPath()
                        .resolve(above.relativize(absolute).toString())
                        .normalize();
            } catch (IOException e) {
                // Not there yet: its parent may be.
            }
        }
        return absolute;
    }
}
