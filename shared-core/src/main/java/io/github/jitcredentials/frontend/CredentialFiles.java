package io.github.jitcredentials.frontend;

import io.github.jitcredentials.lease.PrivateDirectory;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files that hold one lease's credential, in a directory of their own (0700, each file 0600). A file appears whole or not at
 * all: it is written under another name and renamed. Whoever has the lease replaces what they hold when it is renewed, and
 * closes them before it is revoked. Thread safe.
 */
public final class CredentialFiles implements AutoCloseable {
    /** Before a file's name, which never begins with it. */
    private static final String DRAFT = ".";

    private static final String DOCKER_FILE = "config.json";

    private final Profile profile;
    private final Path directory;
    private final Map<String, Path> paths;
    private boolean closed;

    private CredentialFiles(Profile profile, Path directory, Map<String, Path> paths) {
        this.profile = profile;
        this.directory = directory;
        this.paths = Collections.unmodifiableMap(new TreeMap<>(paths));
    }

    /**
     * Makes the files of a profile.
     *
     * @param directory made here, in one that is this user's alone; must not exist
     * @throws JitException.NotRecorded if they can't be written; none is left then
     * @throws JitException.Misconfigured if the credential can't be written as the profile wants it; none is left then
     */
    static CredentialFiles write(Path directory, Profile profile, Credential credential) {
        PrivateDirectory.make(directory);
        Map<String, Path> paths = new TreeMap<>();
        profile.deliver().files().keySet().forEach(name -> paths.put(name, directory.resolve(name)));
        CredentialFiles files = new CredentialFiles(profile, directory, paths);
        try {
            files.paths.forEach((name, path) -> {
                if (files.isDirectory(name)) {
                    PrivateDirectory.make(path);
                }
                files.put(name, credential, false);
            });
            return files;
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** What is told under each name: the file, or the directory in which a tool looks for it. */
    public Map<String, Path> paths() {
        return paths;
    }

    /**
     * Puts the renewed credential into every file: who opens one reads the old or the new one, never a part. Does nothing once
     * closed, so that a renewal that comes late brings no file back.
     *
     * @throws JitException.NotRecorded if one can't be written, or the directory is not ours alone any more; that one and those after
     *     it hold what they held
     */
    public synchronized void replace(Credential renewed) {
        if (!closed) {
            paths.keySet().forEach(name -> put(name, renewed, true));
        }
    }

    /** Deletes them and their directory. Idempotent. @throws JitException.NotRecorded if something is left, naming it */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            delete(directory);
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "a credential's file can't be deleted ("
                                    + e.getClass().getSimpleName() + ")",
                            directory.toString(),
                            "delete it; the credential in it is being revoked all the same"),
                    e);
        }
    }

    @Override
    public String toString() {
        return "CredentialFiles[" + paths.values() + "]";
    }

    private void put(String name, Credential credential, boolean again) {
        FileDelivery delivery = profile.deliver().files().get(name);
        Path path = paths.get(name);
        if (delivery == null || path == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        byte[] content = FileContent.of(name, delivery, credential, profile.destination());
        Path file = isDirectory(name) ? path.resolve(DOCKER_FILE) : path;
        Path draft = file.resolveSibling(DRAFT + file.getFileName());
        try {
            // Somebody who could swap the directory could have the file.
            PrivateDirectory.check(directory);
            if (isDirectory(name)) {
                PrivateDirectory.check(path);
            }
            if (!again && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.deleteIfExists(draft);
            write(draft, content);
            // Replaces a name, never what a link of that name leads to.
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "a credential's file can't be written ("
                                    + e.getClass().getSimpleName() + ")",
                            file.toString(),
                            "look at the space and the rights there"),
                    e);
        }
    }

    private boolean isDirectory(String name) {
        FileDelivery delivery = profile.deliver().files().get(name);
        return delivery != null && delivery.format() == FileDelivery.Format.DOCKER_CONFIG;
    }

    private static void write(Path draft, byte[] content) throws IOException {
        try (FileChannel out = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PrivateDirectory.FILE_MODE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        }
    }

    /** Deletes a directory, also with what a tool left there: Docker keeps more than its configuration in its directory. */
    private static void delete(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    delete(entry);
                } else {
                    Files.deleteIfExists(entry);
                }
            }
        }
        Files.deleteIfExists(directory);
    }
}
