package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tells {@code samples/run git-push}, where a Keycloak and an Apache are. */
class GitPushStoryIT {
    private static final RealPrograms HERE = new RealPrograms(
            Path.of(System.getProperty("peers", "no-peers"), "keycloak"),
            Path.of("/usr/sbin/apache2"),
            Path.of("/usr/lib/apache2/modules"));

    @Test
    void theStory_holds() {
        assumeThat(HERE.missing(System.getenv())).isEmpty();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), Instant.now(), false);

        new GitPushStory(console, BuildFacts.read(), HERE).tell(System.getenv());

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("main is at", "says nothing about http://127.0.0.2", "401, main where it was", "guardian")
                .containsPattern("OK\\s+2 leases, 0 alive");
    }

    @Test
    void whatIsMissing_isNamedWithWhereToGetIt() {
        RealPrograms none = new RealPrograms(Path.of("/no/keycloak"), Path.of("/no/apache2"), Path.of("/no/modules"));

        assertThat(none.missing(Map.of("PATH", "/no/programs")))
                .containsExactly(
                        "Keycloak is not at /no/keycloak: .ci/peers brings it",
                        "Apache is not at /no/apache2: apt-get install apache2-bin",
                        "git is not on the PATH: apt-get install git",
                        "curl is not on the PATH: apt-get install curl");
        assertThat(RealPrograms.here(Map.of("HOME", "/home/ci")).keycloak())
                .isEqualTo(Path.of("/home/ci/.cache/jit-credentials-peers/keycloak"));
        assertThat(RealPrograms.here(Map.of("JIT_CREDENTIALS_PEERS", "/peers", "XDG_CACHE_HOME", "/cache"))
                        .keycloak())
                .isEqualTo(Path.of("/peers/keycloak"));
    }
}
