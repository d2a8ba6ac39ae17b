package io.github.jitcredentials.authority.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local repository for inner builds: everything is the user's own repository, through symbolic links, so that downloads are
 * shared; but what this project publishes is a directory of its own, so that nothing unreleased is left behind there.
 */
public final class OverlayRepository {
    private static final List<String> OURS = List.of("io", "github", "jitcredentials");

    private final Path root;

    private OverlayRepository(Path root) {
        this.root = root;
    }

    /**
     * Lays one over the user's.
     *
     * @param local the user's local repository
     * @param root where the overlay goes; made unless it is there
     */
    public static OverlayRepository over(Path local, Path root) throws IOException {
        for (String top : List.of("org", "com", "io", "net", "javax", "commons-io")) {
            Files.createDirectories(local.resolve(top)); // A link to it must not hide what is downloaded later.
        }
        Path below = local;
        Path here = Files.createDirectories(root);
        for (String own : OURS) {
            link(below, here, own);
            below = below.resolve(own);
            here = Files.createDirectories(here.resolve(own));
        }
        return new OverlayRepository(root);
    }

    private static void link(Path below, Path here, String except) throws IOException {
        if (!Files.isDirectory(below)) {
            return;
        }
        try (Stream<Path> entries = Files.list(below)) {
            for (Path entry : entries.filter(e -> !e.getFileName().toString().equals(except))
                    .toList()) {
                Path link = here.resolve(entry.getFileName());
                if (Files.isDirectory(entry) && !Files.exists(link)) {
                    Files.createSymbolicLink(link, entry);
                }
            }
        }
    }

    public Path root() {
        return root;
    }

    /** Publishes a file as {@code io.github.jitcredentials:artifact:version:extension}, replacing what was there. */
    public void put(String artifact, String version, String extension, Path file) throws IOException {
        Path directory = root.resolve(String.join("/", OURS)).resolve(artifact).resolve(version);
        Files.createDirectories(directory);
        Files.copy(
                file,
                directory.resolve(artifact + "-" + version + "." + extension),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Publishes what a module of this project has just built.
     *
     * @param module its directory, which holds {@code pom.xml} and {@code target}
     */
    public void publish(String artifact, String version, Path module) throws IOException {
        put(artifact, version, "pom", module.resolve("pom.xml"));
        put(artifact, version, "jar", module.resolve("target").resolve(artifact + "-" + version + ".jar"));
    }
}
