package io.github.jitcredentials.samples;

import static io.github.jitcredentials.samples.ActionContainer.PATIENCE;
import static io.github.jitcredentials.samples.ActionImages.SHELL;
import static io.github.jitcredentials.samples.ActionImages.SLIM;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.samples.ActionImages.Said;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The action's image in containers of podman's, as a runner starts it: a hostile environment, and every way to end it. */
class ImageIT extends InContainers {
    private static final long MOST_BYTES = 75_000_000;
    private static final Duration GUARDED = Duration.ofSeconds(2);
    private static final String WAITS = "touch begun; sleep 120";

    @Test
    void whatWasPlanted_reachesNeitherLinkerNorJvm() throws Exception {
        List<String> planted = List.of(
                "-e",
                "LD_PRELOAD=/planted.so",
                "-e",
                "LD_DEBUG=libs",
                "-e",
                "JAVA_TOOL_OPTIONS=-Dplanted=1",
                "-e",
                "JDK_JAVA_OPTIONS=-Dplanted=2",
                "-e",
                "_JAVA_OPTIONS=-Dplanted=3",
                "-e",
                "CLASSPATH=/planted",
                "-e",
                "BASH_ENV=/planted",
                "-e",
                "GIT_SSH_COMMAND=planted",
                "-e",
                "PATH=/planted");

        Said control = step.run(SHELL, planted, List.of("--entrypoint", "/bin/true"));
        assertThat(control.text())
                .as("the linker says when it is given something")
                .contains("/planted.so");
        Said script =
                step.run(SHELL, planted, List.of("-e", "INPUT_PROFILE=deploy", "-e", "INPUT_RUN=env; git --version"));

        assertThat(script.code()).as(script.text()).isZero();
        assertThat(script.text())
                .contains("git version")
                .doesNotContain("planted")
                .doesNotContain("Picked up");
    }

    @Test
    void inputWithAHyphen_arrives() throws Exception {
        Said said =
                step.run(SHELL, List.of("-e", "INPUT_REVOKE-TIMEOUT=nonsense"), List.of("-e", "INPUT_PROFILE=deploy"));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.text()).contains("input 'revoke-timeout'");
        assertThat(ground.grants()).isEmpty();
    }

    @Test
    void slim_isSmall_andDoesAJobsTwoSteps() throws Exception {
        Said size = images.run(List.of("podman", "image", "inspect", "--format", "{{.Size}}", SLIM));
        assertThat(Long.parseLong(size.text().strip())).isLessThanOrEqualTo(MOST_BYTES);

        Said main = step.run(SLIM, List.of("-e", "INPUT_PROFILE=deploy"), List.of());
        assertThat(main.code()).as(main.text()).isZero();
        assertThat(ground.live()).hasSize(1);
        Said post = step.post(SLIM, List.of("-e", "INPUT_PROFILE=deploy"));

        assertThat(post.code()).as(post.text()).isZero();
        assertThat(post.text()).contains("proven dead");
        assertThat(ground.live()).isEmpty();
    }

    @Test
    void issuerDownAtPost_saysUntilWhenItIsAlive_andFails() throws Exception {
        Said main = step.run(SLIM, List.of("-e", "INPUT_PROFILE=deploy"), List.of());
        assertThat(main.code()).as(main.text()).isZero();
        String expires = ground.live().get(0).path("expires").asText();
        ground.close();
        Said post = step.post(SLIM, List.of("-e", "INPUT_PROFILE=deploy", "-e", "INPUT_REVOKE-TIMEOUT=2s"));

        assertThat(post.code()).as(post.text()).isNotZero();
        assertThat(post.text()).contains("::error ").contains(expires.substring(0, 16));
    }

    /** Each way to end a container, and whether the credential is dead then: where not, its own expiry is the bound. */
    @ParameterizedTest
    @CsvSource({"kill --signal INT, 130", "kill --signal TERM, 143", "stop --time 10, 143", "kill --signal KILL, 137"})
    void containerThatIsEnded_keepsTheBound(String how, int code) throws Exception {
        Process container = step.start("touch begun; exec sleep 120", List.of(), List.of());
        assertThat(ground.live()).hasSize(1);
        JsonNode grant = ground.live().get(0);
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(how.split(" ")));
        command.add(step.name());
        assertThat(images.run(command).code()).isZero();

        assertThat(container.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(container.exitValue()).as(step.logs()).isEqualTo(code);
        if (code == 137) {
            // The guardian ends with its container: the credential's own end is what is left, and is as it was asked
            // for.
            assertThat(ground.live()).hasSize(1);
            assertThat(Duration.between(
                            Instant.parse(grant.path("issued").asText()),
                            Instant.parse(grant.path("expires").asText())))
                    .isLessThanOrEqualTo(Duration.ofMinutes(5));
        } else {
            assertThat(ground.live()).isEmpty();
            assertThat(step.logs()).contains("proven dead");
        }
    }

    @Test
    void scriptThatIsKilled_isRevoked_andItsCodeIsTheSteps() throws Exception {
        Process container = step.start("echo $$ >script; " + WAITS, List.of(), List.of());
        String script = Files.readString(step.project().resolve("script")).strip();
        assertThat(ground.live()).hasSize(1);
        Said killed = images.run(List.of("podman", "exec", step.name(), "bash", "-c", "kill -KILL " + script));
        assertThat(killed.code()).as(killed.text()).isZero();

        assertThat(container.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(container.exitValue()).as(step.logs()).isEqualTo(128 + 9);
        assertThat(ground.live()).isEmpty();
        assertThat(ground.grants()).hasSize(1);
        assertThat(ground.grants().get(0).path("revoked").isTextual()).isTrue();
        assertThat(step.logs()).contains("proven dead");
        Said running = images.run(List.of("podman", "ps", "-q", "--filter", "name=" + step.name()));
        assertThat(running.text()).as("the rest of the script goes, too").isBlank();
    }

    @Test
    void jitcThatIsKilledInItsContainer_isRevokedByItsGuardian_forWhichTheContainerStays() throws Exception {
        Process container = step.start("(true &); " + WAITS, List.of(), List.of());
        assertThat(ground.live()).hasSize(1);
        assertThat(inside("cat /proc/1/comm; grep -l ') Z ' /proc/[0-9]*/stat || true"))
                .as("the first process is not the JVM, and leaves nothing dead about")
                .isEqualTo("jitc-action");
        Instant killed = Instant.now();
        inside("for p in /proc/[0-9]*; do case $(tr '\\0' ' ' <$p/cmdline) in "
                + "java*'cli.Jitc action '*) kill -KILL ${p#/proc/};; esac; done");

        assertThat(container.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(container.exitValue()).as(step.logs()).isEqualTo(128 + 9);
        assertThat(ground.live()).isEmpty();
        JsonNode grant = ground.grants().get(0);
        assertThat(Duration.between(killed, Instant.parse(grant.path("revoked").asText())))
                .isLessThan(GUARDED);
    }

    private String inside(String script) throws Exception {
        return images.succeed(List.of("podman", "exec", step.name(), "bash", "-c", script));
    }
}
