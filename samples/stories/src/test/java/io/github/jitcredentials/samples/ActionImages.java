package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jitcredentials.model.SuppressForbidden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The action's images, built of this checkout, and the podman that has them. One for all tests of a JVM. */
final class ActionImages {
    static final String SHELL = "localhost/jit-credentials-it:shell";
    static final String SLIM = "localhost/jit-credentials-it:slim";

    private static @Nullable ActionImages built;

    private final Path place;
    private final PodmanService podman;

    private ActionImages(Path place) {
        this.place = place;
        this.podman = new PodmanService(place);
        Runtime.getRuntime().addShutdownHook(new Thread(podman::close, "podman"));
    }

    /** Builds them, or skips the tests where that can't be. */
    static synchronized ActionImages get() throws Exception {
        ActionImages known = built;
        if (known == null) {
            known = build();
            built = known;
        }
        return known;
    }

    @SuppressForbidden("says what is left out")
    private static ActionImages build() throws Exception {
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        boolean there = Files.isExecutable(Path.of("/usr/bin/podman"));
        if (!root || !there) {
            System.out.println("left out: the image's tests need podman, as root");
        }
        assumeTrue(root && there, "the image's tests need podman, as root");
        Path runs = Files.createDirectories(BuildFacts.read().top().resolve("samples/stories/target/runs"));
        ActionImages images = new ActionImages(Files.createTempDirectory(runs, "images-"));
        images.build(BuildFacts.read().top());
        return images;
    }

    @SuppressForbidden("says what is left out")
    private void build(Path top) throws Exception {
        Said bases = run(List.of(top.resolve("github-action/src/image/bases").toString()));
        if (bases.code() != 0) {
            System.out.println("left out: the image's tests, " + bases.text().strip());
        }
        assumeTrue(bases.code() == 0, "the image's bases can't be had");
        Path sources = place.resolve("sources");
        ImageSources.copy(top, sources);
        for (String image : List.of(SLIM, SHELL)) {
            succeed(List.of(
                    "podman",
                    "build",
                    "--isolation=chroot",
                    // As by a runner, through the socket: podman's cache keeps the two formats apart.
                    "--format",
                    "docker",
                    "--target",
                    image.substring(image.indexOf(':') + 1),
                    "-t",
                    image,
                    sources.toString()));
        }
    }

    /** What it said; it has to end well. */
    String succeed(List<String> command) throws Exception {
        Said said = run(command);
        assertThat(said.code()).as(said.text()).isZero();
        return said.text().strip();
    }

    Said run(List<String> command) throws Exception {
        Path log = Files.createTempFile(place, "run", ".log");
        Process process = builder(command, log).start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(log));
    }

    ProcessBuilder builder(List<String> command, Path log) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(podman.environment());
        builder.environment().remove("DOCKER_HOST");
        return builder;
    }

    record Said(int code, String text) {}
}
