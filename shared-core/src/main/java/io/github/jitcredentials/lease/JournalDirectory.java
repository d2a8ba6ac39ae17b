package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory that holds the journals of all processes of one user on one machine. A copy of it, or one moved elsewhere, has
 * another identity, and is not swept: its leases may long be taken care of by the original's owner.
 *
 * @param path absolute, without symbolic links
 * @param identity what the file system knows it by (device and inode)
 */
public record JournalDirectory(Path path, String identity) {
    static final String SUFFIX = ".jsonl";

    /** File systems whose locks and flushes can't be relied upon, or whose other end is another machine. */
    private static final Set<String> REMOTE = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "9p",
            "afs",
            "ncpfs",
            "ncp",
            "ceph",
            "lustre",
            "gpfs",
            "glusterfs",
            "ocfs2",
            "gfs2",
            "beegfs",
            "davfs",
            "webdav",
            "vboxsf",
            "prl_fs",
            "virtiofs");

    /** Tells the type of the file system a path is on, as {@link java.nio.file.FileStore#type} does. */
    interface FileSystemType {
        String of(Path path) throws IOException;
    }

    /**
     * Makes the directory if it does not exist (0700), and checks it.
     *
     * @throws JitException.NotRecorded if it is not ours alone, or lies on a network file system
     */
    public static JournalDirectory open(Path directory) {
        return open(directory, path -> Files.getFileStore(path).type());
    }

    static JournalDirectory open(Path directory, FileSystemType types) {
        Path real = PrivateDirectory.ensure(directory);
        try {
            String type = types.of(real).toLowerCase(Locale.ROOT);
            if (REMOTE.contains(type) || type.startsWith("fuse")) {
                throw new JitException.NotRecorded(
                        new Problem(
                                "leases can't be journalled on a network file system (" + type + ")",
                                real.toString(),
                                "choose a directory on a disk of this machine"),
                        null);
            }
            return new JournalDirectory(real, identityOf(real));
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem("the journal's directory can't be examined", real.toString(), ""), e);
        }
    }

    /** The journals in it, of whomever, in the order of their names. */
    List<Path> journals() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static String identityOf(Path directory) throws IOException {
        Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        return key == null ? "none" : key.toString();
    }
}
