package io.github.jitcredentials.authority.secrets;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and directories for their owner's eyes: 0600 and 0700 where the file system knows permissions. */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private OwnerOnly() {}

    /**
     * Makes a directory with mode 0700, and its parents as the umask says.
     *
     * @throws IOException also if the directory is there already and others may write to it: they could swap a secret
     */
    public static Path directory(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            Path parent = absolute.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            return Files.createDirectory(absolute, attributes(absolute, DIRECTORY));
        }
        if (posix(absolute)) {
            Set<PosixFilePermission> found = Files.getPosixFilePermissions(absolute);
            if (found.contains(PosixFilePermission.GROUP_WRITE) || found.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new FileSystemException(absolute.toString(), null, "others may write here: chmod 700 it");
            }
        }
        return absolute;
    }

    /** Writes a file with mode 0600; who reads it at the same time sees the old content or the new one, never half. */
    public static Path write(Path file, String content) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileSystemException(file.toString(), null, "not a file");
        }
        Path fresh = Files.createTempFile(parent, ".", ".new", attributes(parent, FILE));
        try {
            Files.writeString(fresh, content);
            return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /** Opens the way for appending: makes the file with mode 0600 unless it is there. */
    public static Path touch(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = file.toAbsolutePath().getParent();
            Files.createFile(file, attributes(parent == null ? file : parent, FILE));
        }
        return file;
    }

    private static FileAttribute<?>[] attributes(Path near, Set<PosixFilePermission> mode) {
        return posix(near)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
