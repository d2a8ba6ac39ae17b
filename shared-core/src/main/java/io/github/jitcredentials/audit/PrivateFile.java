package io.github.jitcredentials.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that are their owner's alone. Where a file system knows no POSIX permissions (Windows), the access list inherited
 * from the directory decides.
 */
final class PrivateFile {
    private static final Set<OpenOption> READ_AND_WRITE = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            // A link in its place would make us write elsewhere.
            LinkOption.NOFOLLOW_LINKS);
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHERS_READ =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private PrivateFile() {}

    /** Opens it, created with mode 0600 if it was absent. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, READ_AND_WRITE, mode(file, "rw-------"));
    }

    /** Creates what is missing of a directory with mode 0700; what exists stays as it is. */
    static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, mode(directory, "rwx------"));
    }

    /** A new directory entry survives a crash of the machine only when its directory is on the disk, too. */
    static void forceEntry(Path file) throws IOException {
        Path directory = file.getParent();
        if (directory != null && isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** @throws BadLog if others than its owner may write it, or may read it though it is a secret */
    static void requirePrivate(Path file, boolean secret) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
        if (!Collections.disjoint(permissions, OTHERS_WRITE)
                || secret && !Collections.disjoint(permissions, OTHERS_READ)) {
            throw new BadLog(
                    "is open to others: " + PosixFilePermissions.toString(permissions) + " " + file.getFileName(),
                    "chmod 600 " + file);
        }
    }

    /** What stays the same as long as a path leads to the same file. */
    static String key(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Object key = attributes.fileKey();
        return key == null ? "created " + attributes.creationTime() : key.toString();
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
