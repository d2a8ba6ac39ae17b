package io.github.jitcredentials.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tells {@code samples/run jenkins}, with the hpi that this build has just made. */
class SampleIT {
    private static final Path STORIES = Path.of("../samples/stories/target");

    @Test
    void theStory_holds() throws Exception {
        Process story = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        STORIES.resolve("classes") + File.pathSeparator + STORIES.resolve("lib") + "/*",
                        "io.github.jitcredentials.samples.Story",
                        "jenkins")
                .redirectErrorStream(true)
                .start();
        story.getOutputStream().close();
        String told = new String(story.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(story.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(told)
                .contains(
                        "asked       job deploy, build 1, by admin",
                        "permit: \"releases\"",
                        "used        PUT",
                        "killed by SIGKILL",
                        "the block goes on")
                .containsPattern("OK\\s+2 leases, 0 alive");
        assertThat(told.lines().filter(line -> line.matches(".*replay .* 401"))).hasSize(2);
        assertThat(story.exitValue()).isZero();
    }
}
