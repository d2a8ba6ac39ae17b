package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Tells {@code samples/run maven-migrate}, with what the build has just made. */
class MavenMigrateStoryIT {
    @Test
    void theStory_holds() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now(), false);

        new MavenMigrateStory(console, BuildFacts.read()).tell();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("migrations", "3 of 3 accepted", "401")
                .containsPattern("OK\\s+2 leases, 0 alive");
    }
}
