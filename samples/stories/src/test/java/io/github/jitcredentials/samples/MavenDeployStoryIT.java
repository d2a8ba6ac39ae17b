package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tells {@code samples/run maven-deploy}, with what the build has just made. */
class MavenDeployStoryIT {
    @Test
    void theStory_holdsAndReadsAsTheReadmeShows() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now(), false);

        new MavenDeployStory(console, BuildFacts.read()).tell();

        List<String> told = shapes(out.toString(StandardCharsets.UTF_8));
        assertThat(told)
                .isEqualTo(shapes(Document.of("README.md").blocks("").get(0).replaceFirst("\\$.*\\R", "")));
        assertThat(told).last().isEqualTo("OK 2 leases, 0 alive");
    }

    /** Lines without what differs from run to run: times, ports, lease names. */
    private static List<String> shapes(String text) {
        return text.lines()
                .map(line -> line.replaceAll("\\d+\\.\\d\\d s", "TIME")
                        .replaceAll("127\\.0\\.0\\.1:\\d+", "HOST")
                        .replaceAll("[0-9a-f]{12}", "LEASE")
                        .replaceAll("\\d+ms", "SPAN")
                        .replaceAll("\\s+", " ")
                        .strip())
                .toList();
    }
}
