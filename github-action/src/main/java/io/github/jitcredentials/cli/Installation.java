package io.github.jitcredentials.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder that holds all of jitc: {@code bin/jitc}, {@code lib}, and a Java of its own. */
final class Installation {
    private static final String UID = "unix:uid";
    private static final String GID = "unix:gid";

    /** Good only where it was made: 30 MB that a JVM elsewhere looks at and leaves. */
    private static final Path ARCHIVE = Path.of("jre/lib/server/classes.jsa");

    private final Path folder;

    private Installation(Path folder) {
        this.folder = folder;
    }

    /** The one that runs; empty if it is started from elsewhere, or with a Java that lies elsewhere. */
    static Optional<Installation> own(Surroundings around) {
        return of(
                around.directory()
                        .resolve(Path.of(
                                System.getProperty("java.class.path", "").split(File.pathSeparator, 2)[0])),
                Path.of(System.getProperty("java.home", "/")));
    }

    static Optional<Installation> of(Path jar, Path java) {
        Path lib = jar.toAbsolutePath().normalize().getParent();
        Path folder = lib == null ? null : lib.getParent();
        return folder == null || !Files.isExecutable(folder.resolve("bin/jitc")) || !java.startsWith(folder)
                ? Optional.empty()
                : Optional.of(new Installation(folder));
    }

    /**
     * What its copies are called: those of another build have another name, also where the version is the same. A place that
     * outlives jobs may hold both.
     */
    String name(String version) throws IOException {
        try (Stream<Path> libraries = Files.list(folder.resolve("lib"))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : libraries.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(String.valueOf(file.getFileName()).getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return "jitc-" + version + "-"
                    + HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Copies it, but for the archive of classes; whoever comes second finds it there. It appears whole or not at all, and belongs to
     * whom its place belongs to, who has to remove it one day.
     */
    void copyTo(Path place, String name) throws IOException {
        Path target = place.resolve(name);
        if (Files.isDirectory(target)) {
            return;
        }
        Path draft = Files.createTempDirectory(place, ".jitc");
        try {
            copy(draft, place);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(draft);
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    private void copy(Path draft, Path place) throws IOException {
        Object uid = Files.getAttribute(place, UID);
        Object gid = Files.getAttribute(place, GID);
        boolean mayGive = Files.getAttribute(Path.of("/proc/self"), UID).equals(0);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes known) throws IOException {
                Path copy = draft.resolve(folder.relativize(directory).toString());
                Files.createDirectories(copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(directory));
                give(copy);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes known) throws IOException {
                Path relative = folder.relativize(file);
                if (relative.equals(ARCHIVE)) {
                    return FileVisitResult.CONTINUE;
                }
                Path copy = draft.resolve(relative.toString());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
                give(copy);
                return FileVisitResult.CONTINUE;
            }

            private void give(Path copy) throws IOException {
                if (mayGive && !Files.isSymbolicLink(copy)) {
                    Files.setAttribute(copy, UID, uid);
                    Files.setAttribute(copy, GID, gid);
                }
            }
        });
    }

    private static void delete(Path draft) throws IOException {
        Files.walkFileTree(draft, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes known) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
