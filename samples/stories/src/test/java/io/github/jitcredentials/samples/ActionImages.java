package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jitcredentials.model.SuppressForbidden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The action's images, built of this checkout, and the podman that has them. Built once: podman remembers each layer. */
final class ActionImages implements AutoCloseable {
    static final String SHELL = "localhost/jit-credentials-it:shell";
    static final String SLIM = "localhost/jit-credentials-it:slim";

    private final Path place;
    private final PodmanService podman;

    private ActionImages(Path place) {
        this.place = place;
        this.podman = new PodmanService(place);
    }

    /**
     * Builds them, or skips the tests where that can't be.
     *
     * @param place a directory for podman's configuration and what its commands say
     */
    @SuppressForbidden("says what is left out")
    static ActionImages of(Path place) throws Exception {
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        boolean there = Files.isExecutable(Path.of("/usr/bin/podman"));
        if (!root || !there) {
            System.out.println("left out: the image's tests need podman, as root");
        }
        assumeTrue(root && there, "the image's tests need podman, as root");
        ActionImages images = new ActionImages(place);
        try {
            images.build(BuildFacts.read().top());
        } catch (Exception | Error e) {
            images.close();
            throw e;
        }
        return images;
    }

    @SuppressForbidden("says what is left out")
    private void build(Path top) throws Exception {
        Said bases = run(List.of(top.resolve("github-action/src/image/bases").toString()));
        if (bases.code() != 0) {
            System.out.println("left out: the image's tests, " + bases.text().strip());
        }
        assumeTrue(bases.code() == 0, "the image's bases can't be had");
        for (String image : List.of(SLIM, SHELL)) {
            Said said = run(List.of(
                    "podman",
                    "build",
                    "--isolation=chroot",
                    "--timestamp",
                    "1577836800",
                    "--target",
                    image.substring(image.indexOf(':') + 1),
                    "-t",
                    image,
                    top.toString()));
            assertThat(said.code()).as(said.text()).isZero();
        }
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

    @Override
    public void close() {
        podman.close();
    }

    record Said(int code, String text) {}
}
