package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jitcredentials.model.SuppressForbidden;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tells {@code samples/run action}, where podman and act are there. */
@Tag("thorough")
class ActionStoryIT {
    @SuppressForbidden("says what is left out")
    @Test
    void theStory_holds() throws Exception {
        List<String> missing = Stream.of("podman", "act", "git")
                .filter(program -> RealPrograms.tool(program, System.getenv()).isEmpty())
                .toList();
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        if (!missing.isEmpty() || !root) {
            System.out.println(
                    "left out: samples/run action needs root and " + (missing.isEmpty() ? "has not" : missing));
        }
        assumeTrue(missing.isEmpty() && root, "samples/run action needs root, podman, act and git");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now(), false);

        new ActionStory(console, BuildFacts.read()).tell(RealPrograms.here(System.getenv()), System.getenv());

        String told = out.toString(StandardCharsets.UTF_8);
        assertThat(told.lines().filter(line -> line.contains("revoked, proven dead")))
                .as("jobs, and those of git-push.yml only where there is an Apache")
                .hasSizeBetween(23, 25);
        assertThat(told.lines().filter(line -> line.contains("the last one's token") && line.endsWith("401")))
                .hasSize(5);
        assertThat(told).containsPattern("OK\\s+2[35] leases, 0 alive");
    }
}
