package io.github.jitcredentials.jenkins.block;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.github.jitcredentials.frontend.ServerDesk.TaskFile;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;

/** The files of a block on its agent: one directory (0700), files of its owner alone (0600; on Windows by its access list). */
final class AgentFiles {
    private AgentFiles() {}

    /**
     * Writes files, in one call. Each appears whole or not at all, and takes the place of an older one.
     *
     * @throws JitException.NotRecorded if they can't be written
     */
    static void write(FilePath directory, List<TaskFile> files) throws InterruptedException {
        LinkedHashMap<String, byte[]> contents = new LinkedHashMap<>();
        files.forEach(file -> contents.put(file.path(), file.content()));
        try {
            directory.act(new Write(contents));
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "a credential's files can't be written on the agent ("
                                    + e.getClass().getSimpleName() + ")",
                            directory.getRemote(),
                            "look at the space and the rights there"),
                    e);
        }
    }

    private static final class Write extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;

        private final LinkedHashMap<String, byte[]> contents;

        Write(LinkedHashMap<String, byte[]> contents) {
            this.contents = contents;
        }

        @Override
        public Void invoke(File root, VirtualChannel channel) throws IOException {
            Path directory = root.toPath();
            Files.createDirectories(above(directory));
            directory(directory);
            for (Map.Entry<String, byte[]> content : contents.entrySet()) {
                Path file = directory.resolve(content.getKey()).normalize();
                if (!file.startsWith(directory)) {
                    throw new IOException("outside of its directory");
                }
                if (!above(file).equals(directory)) {
                    directory(above(file));
                }
                write(file, content.getValue());
            }
            return null;
        }

        private static Path above(Path path) throws IOException {
            Path parent = path.getParent();
            if (parent == null) {
                throw new IOException("the root of a file system is no place for a credential");
            }
            return parent;
        }

        private static void directory(Path directory) throws IOException {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(directory, ownersAlone(directory, "rwx------"));
                closeToOthers(directory);
            }
        }

        private static void write(Path file, byte[] content) throws IOException {
            Path draft = above(file).resolve("." + above(file).relativize(file));
            Files.deleteIfExists(draft);
            try (SeekableByteChannel out = Files.newByteChannel(
                    draft,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    ownersAlone(file, "rw-------"))) {
                closeToOthers(draft);
                Channels.newOutputStream(out).write(content);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        private static boolean isPosix(Path path) {
            return path.getFileSystem().supportedFileAttributeViews().contains("posix");
        }

        private static FileAttribute<?>[] ownersAlone(Path path, String rights) {
            return isPosix(path)
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
                    }
                    : new FileAttribute<?>[0];
        }

        /** Windows: nobody but the owner, whatever the directory around says. */
        private static void closeToOthers(Path path) throws IOException {
            AclFileAttributeView list =
                    isPosix(path) ? null : Files.getFileAttributeView(path, AclFileAttributeView.class);
            if (list != null) {
                list.setAcl(List.of(AclEntry.newBuilder()
                        .setType(AclEntryType.ALLOW)
                        .setPrincipal(list.getOwner())
                        .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                        .build()));
            }
        }
    }
}
