package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local Maven repository for one story: it holds this project's freshly built artifacts and shows the user's own
 * repository for everything else, through links. So nothing of ours is installed into the user's repository, nothing is
 * downloaded twice, and two stories never see each other's builds.
 */
final class OverlayRepository {
    private static final List<String> USUAL_GROUPS = List.of("org", "com", "io", "net", "commons-io", "commons-codec");

    private OverlayRepository() {}

    /**
     * @param users the user's local repository
     * @param top this project's root directory
     * @param version this project's version
     */
    static void create(Path overlay, Path users, Path top, String version) {
        try {
            for (String group : USUAL_GROUPS) {
                Files.createDirectories(users.resolve(group));
            }
            Files.createDirectories(users.resolve("io/github"));
            Files.createDirectories(overlay);
            mirror(users, overlay, "io");
            Path io = Files.createDirectory(overlay.resolve("io"));
            mirror(users.resolve("io"), io, "github");
            Path github = Files.createDirectory(io.resolve("github"));
            mirror(users.resolve("io/github"), github, "jitcredentials");
            Path ours = Files.createDirectory(github.resolve("jitcredentials"));
            add(ours, "jit-credentials-parent", version, top.resolve("pom.xml"), null);
            add(ours, "jit-credentials-core", version, top.resolve("shared-core/pom.xml"), top.resolve("shared-core"));
            add(
                    ours,
                    "jit-credentials-maven-plugin",
                    version,
                    top.resolve("maven-plugin/pom.xml"),
                    top.resolve("maven-plugin"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void mirror(Path from, Path to, String except) throws IOException {
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!name.equals(except) && Files.isDirectory(entry)) {
                    Files.createSymbolicLink(to.resolve(name), entry.toAbsolutePath());
                }
            }
        }
    }

    private static void add(
            Path ours, String artifact, String version, Path pom, @org.jspecify.annotations.Nullable Path module)
            throws IOException {
        Path place = Files.createDirectories(ours.resolve(artifact).resolve(version));
        String name = artifact + "-" + version;
        Files.copy(pom, place.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        if (module != null) {
            Path jar = module.resolve("target").resolve(name + ".jar");
            Files.copy(jar, place.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
