package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The script around the stories: what it says to who types something else. */
class RunScriptTest {
    @Test
    void help_namesEveryStory() throws Exception {
        Answer answer = run("--help");

        assertThat(answer.exit()).isZero();
        assertThat(answer.text())
                .contains("maven-deploy", "maven-migrate", "action", "git-push", "jenkins", "authority");
    }

    @Test
    void unknownStory_isUsageAndExitTwo() throws Exception {
        Answer answer = run("no-such-story");

        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.text()).startsWith("usage: samples/run");
    }

    @Test
    void unknownOption_isUsageAndExitTwo() throws Exception {
        Answer answer = run("jenkins", "--closed");

        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.text()).startsWith("usage: samples/run");
    }

    @Test
    void noStory_isUsageAndExitTwo() throws Exception {
        assertThat(run().exit()).isEqualTo(2);
    }

    private record Answer(int exit, String text) {}

    private static Answer run(String... arguments) throws IOException, InterruptedException {
        Path script = BuildFacts.read().top().resolve("samples/run");
        List<String> command = Stream.concat(Stream.of("sh", script.toString()), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), text);
    }
}
