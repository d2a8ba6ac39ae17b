package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.model.SuppressForbidden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The action's image in containers of podman's, as a runner starts it: a hostile environment, and every way to end it. */
class ImageIT {
    private static final String SHELL = "localhost/jit-credentials-it:shell";
    private static final String SLIM = "localhost/jit-credentials-it:slim";
    private static final long MOST_BYTES = 75_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration GUARDED = Duration.ofSeconds(2);

    @TempDir
    static Path engine;

    @TempDir
    Path place;

    private static PodmanService podman;

    private final String name = "jit-" + UUID.randomUUID();
    private TrialGround ground;
    private String requestToken = "";

    @SuppressForbidden("says what is left out")
    @BeforeAll
    static void build() throws Exception {
        boolean root = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        boolean there = Files.isExecutable(Path.of("/usr/bin/podman"));
        if (!root || !there) {
            System.out.println("left out: the image's tests need podman, as root");
        }
        assumeTrue(root && there, "the image's tests need podman, as root");
        podman = new PodmanService(engine);
        Path top = BuildFacts.read().top();
        Said bases = run(List.of(top.resolve("github-action/src/image/bases").toString()));
        if (bases.code() != 0) {
            System.out.println("left out: the image's tests, " + bases.text().strip());
        }
        assumeTrue(bases.code() == 0, "the image's bases can't be had");
        for (String target : List.of("slim", "shell")) {
            Said said = run(List.of(
                    "podman",
                    "build",
                    "--isolation=chroot",
                    "--timestamp",
                    "1577836800",
                    "--target",
                    target,
                    "-t",
                    "localhost/jit-credentials-it:" + target,
                    top.toString()));
            assertThat(said.code()).as(said.text()).isZero();
        }
    }

    @AfterAll
    static void close() {
        if (podman != null) {
            podman.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        ground = new TrialGround(
                place.resolve("trial"),
                List.of("repository=acme/app", "ref=refs/heads/main", "ref_name=main", "event_name=push", "run_id=1"));
        requestToken = Files.readString(ground.requestTokenFile());
        SampleProject.copy(
                BuildFacts.read().top().resolve("samples/github-action/trial"),
                place.resolve("project"),
                Map.of("AUTHORITY", ground.authorityUrl(), "REPOSITORY", ground.repositoryUrl()));
        Files.createDirectories(place.resolve("files"));
        for (String file : List.of("state", "output", "summary", "path")) {
            Files.createFile(place.resolve("files").resolve(file));
        }
    }

    @AfterEach
    void end() throws Exception {
        run(List.of("podman", "rm", "-f", name));
        ground.close();
    }

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

        Said control = container(SHELL, planted, List.of("--entrypoint", "/bin/true"));
        assertThat(control.text())
                .as("the linker says when it is given something")
                .contains("/planted.so");
        Said script =
                container(SHELL, planted, List.of("-e", "INPUT_PROFILE=deploy", "-e", "INPUT_RUN=env; git --version"));

        assertThat(script.code()).as(script.text()).isZero();
        assertThat(script.text())
                .contains("git version")
                .doesNotContain("planted")
                .doesNotContain("Picked up");
    }

    @Test
    void inputWithAHyphen_arrives() throws Exception {
        Said said =
                container(SHELL, List.of("-e", "INPUT_REVOKE-TIMEOUT=nonsense"), List.of("-e", "INPUT_PROFILE=deploy"));

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.text()).contains("input 'revoke-timeout'");
        assertThat(ground.grants()).isEmpty();
    }

    @Test
    void slim_isSmall_andDoesAJobsTwoSteps() throws Exception {
        Said size = run(List.of("podman", "image", "inspect", "--format", "{{.Size}}", SLIM));
        assertThat(Long.parseLong(size.text().strip())).isLessThanOrEqualTo(MOST_BYTES);

        Said main = container(SLIM, List.of("-e", "INPUT_PROFILE=deploy"), List.of());
        assertThat(main.code()).as(main.text()).isZero();
        assertThat(ground.live()).hasSize(1);
        List<String> state = new ArrayList<>(List.of("--entrypoint", "/opt/jitc/bin/jitc-action-post"));
        for (String[] entry : entries(place.resolve("files/state"))) {
            state.addAll(List.of("-e", "STATE_" + entry[0] + "=" + entry[1]));
        }
        Said post = container(SLIM, List.of("-e", "INPUT_PROFILE=deploy"), state);

        assertThat(post.code()).as(post.text()).isZero();
        assertThat(post.text()).contains("proven dead");
        assertThat(ground.live()).isEmpty();
    }

    @Test
    void issuerDownAtPost_saysUntilWhenItIsAlive_andFails() throws Exception {
        Said main = container(SLIM, List.of("-e", "INPUT_PROFILE=deploy"), List.of());
        assertThat(main.code()).as(main.text()).isZero();
        String expires = ground.live().get(0).path("expires").asText();
        List<String> state = new ArrayList<>(List.of("--entrypoint", "/opt/jitc/bin/jitc-action-post"));
        for (String[] entry : entries(place.resolve("files/state"))) {
            state.addAll(List.of("-e", "STATE_" + entry[0] + "=" + entry[1]));
        }
        ground.close();
        Said post = container(SLIM, List.of("-e", "INPUT_PROFILE=deploy", "-e", "INPUT_REVOKE-TIMEOUT=2s"), state);

        assertThat(post.code()).as(post.text()).isNotZero();
        assertThat(post.text()).contains("::error ").contains(expires.substring(0, 16));
    }

    /** Each way to end a container, and whether the credential is dead then: where not, its own expiry is the bound. */
    @ParameterizedTest
    @CsvSource({
        "kill --signal INT, true",
        "kill --signal TERM, true",
        "stop --time 10, true",
        "kill --signal KILL, false"
    })
    void containerThatIsEnded_keepsTheBound(String how, boolean revokes) throws Exception {
        Process container = start(List.of(), List.of());
        assertThat(ground.live()).hasSize(1);
        JsonNode grant = ground.live().get(0);
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(List.of(how.split(" ")));
        command.add(name);
        assertThat(run(command).code()).isZero();

        if (revokes) {
            Patience.until(
                    PATIENCE, "the end of the credential", () -> ground.live().isEmpty() ? true : null);
            // Bash hears SIGINT only when its sleep is over; a runner's patience is shorter, and SIGTERM comes next.
            run(List.of("podman", "kill", "--signal", "TERM", name));
            assertThat(container.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } else {
            assertThat(container.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            // The guardian ends with its container: the credential's own end is what is left, and is as it was asked
            // for.
            assertThat(ground.live()).hasSize(1);
            assertThat(Duration.between(
                            Instant.parse(grant.path("issued").asText()),
                            Instant.parse(grant.path("expires").asText())))
                    .isLessThanOrEqualTo(Duration.ofMinutes(5));
        }
    }

    @Test
    void jitcThatIsKilledInItsContainer_isRevokedByItsGuardian() throws Exception {
        // As process 1 it would take its container, and the guardian, with it: the container is somebody else's.
        Process container =
                start(List.of("--entrypoint", "/bin/bash"), List.of("-c", "/opt/jitc/bin/jitc-action; sleep 60"));
        Instant killed = Instant.now();
        Said said = run(
                List.of(
                        "podman",
                        "exec",
                        name,
                        "bash",
                        "-c",
                        "for p in /proc/[0-9]*; do case $(tr '\\0' ' ' <$p/cmdline) in java*'cli.Jitc action '*) kill -KILL ${p#/proc/};; esac; done"));
        assertThat(said.code()).as(said.text()).isZero();
        Patience.until(
                PATIENCE, "the end of the credential", () -> ground.live().isEmpty() ? true : null);

        JsonNode grant = ground.grants().get(0);
        assertThat(Duration.between(killed, Instant.parse(grant.path("revoked").asText())))
                .isLessThan(GUARDED);
        container.destroy();
    }

    /** Starts a script that waits, and comes back when it does. */
    private Process start(List<String> more, List<String> arguments) throws Exception {
        List<String> options = new ArrayList<>(more);
        options.addAll(List.of("-e", "INPUT_PROFILE=deploy", "-e", "INPUT_RUN=touch begun; sleep 120"));
        List<String> command = command(SHELL, List.of(), options);
        command.addAll(arguments);
        Process container = builder(command, place.resolve("container.log")).start();
        Patience.until(PATIENCE, "the script to run", () -> Files.exists(place.resolve("project/begun")) ? true : null);
        return container;
    }

    private Said container(String image, List<String> some, List<String> more) throws Exception {
        return run(command(image, some, more));
    }

    private List<String> command(String image, List<String> some, List<String> more) throws Exception {
        Path project = place.resolve("project");
        List<String> command = new ArrayList<>(List.of(
                "podman",
                "run",
                "--rm",
                "--name",
                name,
                "--network",
                "host",
                "--workdir",
                project.toString(),
                "-v",
                project + ":" + project,
                "-v",
                place.resolve("files") + ":/files",
                "-e",
                "GITHUB_WORKSPACE=" + project,
                "-e",
                "GITHUB_STATE=/files/state",
                "-e",
                "GITHUB_OUTPUT=/files/output",
                "-e",
                "GITHUB_STEP_SUMMARY=/files/summary",
                "-e",
                "ACTIONS_ID_TOKEN_REQUEST_URL=" + ground.requestUrl(),
                "-e",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN=" + requestToken));
        command.addAll(some);
        command.addAll(more);
        command.add(image);
        return command;
    }

    /** What a runner reads from such a file: {@code name<<END}, the value, {@code END}. The last of a name counts. */
    private static List<String[]> entries(Path file) throws Exception {
        List<String[]> entries = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            entries.add(new String[] {lines.get(i).replaceFirst("<<.*", ""), lines.get(i + 1)});
        }
        return entries;
    }

    private static ProcessBuilder builder(List<String> command, Path log) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(podman.environment());
        builder.environment().remove("DOCKER_HOST");
        return builder;
    }

    private static Said run(List<String> command) throws Exception {
        Path log = Files.createTempFile(engine, "run", ".log");
        Process process = builder(command, log).start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(log));
    }

    private record Said(int code, String text) {}
}
