package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A directory that nobody but this user (and root) can look into. What exists is checked, never mended. */
public final class PrivateDirectory {
    /** For a file that is made in one: nobody else's before its first byte is written. */
    public static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<PosixFilePermission> DIRECTORY_RIGHTS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE_RIGHTS = PosixFilePermissions.fromString("rw-------");

    private PrivateDirectory() {}

    /**
     * Makes the directory with its parents if it does not exist, and checks it.
     *
     * @throws JitException.NotRecorded if it is not ours alone
     */
    static Path ensure(Path directory) {
        try {
            Path absolute = directory.toAbsolutePath().normalize();
            Path parent = absolute.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try {
                Files.createDirectory(absolute, PosixFilePermissions.asFileAttribute(DIRECTORY_RIGHTS));
            } catch (FileAlreadyExistsException e) {
                // Checked below like any other that was there before.
            }
            check(absolute);
            return absolute.toRealPath();
        } catch (IOException | UnsupportedOperationException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "the directory can't be used (" + e.getClass().getSimpleName() + ")",
                            directory.toString(),
                            "choose one on a local file system that this user can write"),
                    e);
        }
    }

    /**
     * Makes a directory that is not there yet.
     *
     * @param directory its parent is one that {@link #ensure} made or checked
     * @throws JitException.NotRecorded if it can't be made, or is there
     */
    public static Path make(Path directory) {
        try {
            return Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(DIRECTORY_RIGHTS));
        } catch (IOException | UnsupportedOperationException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "the directory can't be made (" + e.getClass().getSimpleName() + ")",
                            directory.toString(),
                            "look at the space and the rights in the directory above it"),
                    e);
        }
    }

    /** Checks that a directory is a directory, is no symbolic link, belongs to this process's user, and is 0700. */
    public static void check(Path directory) throws IOException {
        PosixFileAttributes found = attributes(directory);
        if (!found.isDirectory()) {
            throw refused(directory, "is not a directory, or is a symbolic link", "remove it, or choose another one");
        }
        if (!isOurs(directory)) {
            throw refused(directory, "belongs to somebody else", "choose one of your own");
        }
        if (!found.permissions().equals(DIRECTORY_RIGHTS)) {
            throw refused(directory, "can be used by others", "run: chmod 700 " + directory);
        }
    }

    /** Checks that a file is a regular file, is no symbolic link, belongs to this process's user, and is 0600. */
    static void checkFile(Path file) throws IOException {
        PosixFileAttributes found = attributes(file);
        if (!found.isRegularFile() || !isOurs(file) || !found.permissions().equals(FILE_RIGHTS)) {
            throw refused(file, "is not a regular file of this user's with mode 0600", "look who made it; remove it");
        }
    }

    /** Makes the names in a directory survive a crash of the machine; an interruption waits until it is over. */
    static void force(Path directory) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!isForced(directory)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isForced(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    /** The user id of this process; by number, because a container's user may have no name. */
    static Object user() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private static boolean isOurs(Path path) throws IOException {
        return user().equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static JitException refused(Path path, String what, String todo) {
        return new JitException.NotRecorded(new Problem(what, path.toString(), todo), null);
    }
}
