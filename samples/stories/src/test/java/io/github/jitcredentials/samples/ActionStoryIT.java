package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jitcredentials.model.SuppressForbidden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tells {@code samples/run action}, where podman and act are there. */
class ActionStoryIT {
    private static final List<Path> MORE =
            List.of(Path.of("/usr/sbin"), Path.of(System.getProperty("user.home"), ".cache/jit-credentials/tools/bin"));

    @SuppressForbidden("says what is left out")
    @Test
    void theStory_holds() throws Exception {
        List<String> missing = Stream.of("podman", "act", "git")
                .filter(program -> !isThere(program))
                .toList();
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        if (!missing.isEmpty() || !root) {
            System.out.println(
                    "left out: samples/run action needs root and " + (missing.isEmpty() ? "has not" : missing));
        }
        assumeTrue(missing.isEmpty() && root, "samples/run action needs root, podman, act and git");
        Path said = Files.createTempFile("story", ".log");
        Process story = new ProcessBuilder(
                        BuildFacts.read().top().resolve("samples/run").toString(), "action")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(story.waitFor(15, TimeUnit.MINUTES)).as("it ended in time").isTrue();

        String told = Files.readString(said);
        assertThat(story.exitValue()).as(told).isZero();
        assertThat(told).contains("install", "run  ", "job  ", "failing", "cancelled");
        assertThat(told.lines().filter(line -> line.contains("the same token") && line.endsWith("401")))
                .hasSize(5);
        assertThat(told).containsPattern("OK\\s+5 leases, 0 alive");
    }

    private static boolean isThere(String program) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(":")).map(Path::of), MORE.stream())
                .anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
    }
}
