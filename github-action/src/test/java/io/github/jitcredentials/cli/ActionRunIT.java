package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.masking.LeakCanary;
import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The action in mode run: a script with a credential of its own. */
class ActionRunIT extends OnGround {
    private static final String WAIT = "touch ready; until [ -e go ]; do sleep 0.02; done";

    @BeforeEach
    void open() throws Exception {
        ground.asOnGitHub();
    }

    @Test
    void script_hasTheCredential_andNobodyIsToldOfIt() throws Exception {
        ActionStep step = run("""
                test -n "$DEPLOY_TOKEN"
                printf %s "$DEPLOY_TOKEN" > token
                echo "it is $DEPLOY_TOKEN"
                env | grep -c -e ^INPUT_ -e ^STATE_ -e ^ACTIONS_ID -e ^ACTIONS_RUNTIME || true
                git config --get safe.directory
                """).await();
        assertThat(step.code()).as(step.err()).isZero();
        assertThat(ground.alive()).isZero();
        assertThat(Ground.lines(step.out()))
                .containsExactly("it is ****", "0", ground.project().toString());
        assertThat(step.err()).contains("proven dead");
        assertThat(step.summary()).contains(":white_check_mark: dead");
        Path token = ground.project().resolve("token");
        LeakCanary canary = LeakCanary.of(Secret.of(Files.readString(token)));
        Files.delete(token);
        canary.assertClean(directory.resolve("home"), ground.project());
        canary.assertCleanProcesses();
    }

    @Test
    void whileTheScriptRuns_noOtherProcessShowsTheCredential() throws Exception {
        ActionStep step = run("printf %s \"$DEPLOY_TOKEN\" > token; " + WAIT);
        Ground.await("the script", () -> ground.exists("ready"));
        Path token = ground.project().resolve("token");
        LeakCanary canary = LeakCanary.of(Secret.of(Files.readString(token)));
        Files.delete(token);
        // The script and its sleep are whom it was given to; the process itself and its guardian are Java. The guardian
        // is nobody's descendant, and is told whose it is.
        String owner = String.valueOf(step.process().pid());
        List<ProcessHandle> all = new ArrayList<>(ProcessHandle.allProcesses()
                .filter(process -> {
                    List<String> words = List.of(process.info().arguments().orElse(new String[0]));
                    return words.contains("io.github.jitcredentials.lease.GuardianMain") && words.contains(owner);
                })
                .toList());
        assertThat(all)
                .as("the guardian, besides the shell that waits for it")
                .anyMatch(process -> process.info().command().orElse("").endsWith("/java"));
        all.add(step.process());
        for (ProcessHandle process : all) {
            for (String file : List.of("cmdline", "environ")) {
                Path shown = Path.of("/proc", String.valueOf(process.pid()), file);
                canary.assertClean(shown.toString(), Files.readString(shown, StandardCharsets.ISO_8859_1));
            }
        }
        canary.assertClean("logs", step.log());
        ground.create("go");
        assertThat(step.await().code()).isZero();
    }

    @Test
    void failingScript_endsTheStepWithItsCode_atItsFirstFailure() throws Exception {
        ActionStep step = run("false | true\necho not reached").await();
        assertThat(step.code()).isOne();
        assertThat(step.out()).isEmpty();
        assertThat(ground.alive()).isZero();
        assertThat(run("exit 7").await().code()).isEqualTo(7);
    }

    @Test
    void workingDirectory_isWhereTheScriptRuns() throws Exception {
        Files.createDirectories(ground.project().resolve("sub dir"));
        Map<String, String> inputs = inputs("pwd");
        inputs.put("working-directory", "sub dir");
        ActionStep step = ActionStep.main(ground, inputs).await();
        assertThat(step.out().strip())
                .as(step.err())
                .isEqualTo(ground.project().resolve("sub dir").toString());

        inputs.put("working-directory", "none");
        ActionStep refused = ActionStep.main(ground, inputs).await();
        assertThat(refused.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(refused.out()).startsWith("::error").contains("input 'working-directory'");
        assertThat(ground.granted()).isOne();
    }

    @Test
    void git_isGivenTheCredential_whereTheStepWantsThat() throws Exception {
        Map<String, String> inputs =
                inputs("printf 'url=" + ground.authority().url() + "/a.git\\n\\n' | git credential fill");
        inputs.put("git", "true");
        ActionStep step = ActionStep.main(ground, inputs).await();
        assertThat(step.out()).as(step.err()).contains("username=x-access-token", "password=****");
    }

    @Test
    void script_runsAsTheWorkspacesOwner() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root can be somebody else");
        // The test's own directories are root's alone.
        for (Path path = ground.project(); path.startsWith(directory); path = path.getParent()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setAttribute(ground.project(), "unix:uid", 1234);
        Files.setAttribute(ground.project(), "unix:gid", 1235);
        ActionStep step = run("id -u; id -g; id -G; touch made; test -n \"$DEPLOY_TOKEN\"; "
                        + "cat /proc/$PPID/environ >/dev/null 2>&1 && echo it could read its parent; exit 3")
                .await();
        assertThat(Ground.lines(step.out())).as(step.err()).containsExactly("1234", "1235", "1235");
        assertThat(step.code()).isEqualTo(3);
        assertThat(Files.getAttribute(ground.project().resolve("made"), "unix:uid"))
                .isEqualTo(1234);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void cancelledStep_hasADeadCredentialBeforeItsScriptIsTold(String signal, int code) throws Exception {
        ActionStep step = run("trap 'touch told; until [ -e go ]; do sleep 0.02; done; trap - " + signal + "; kill -s "
                + signal + " $$' " + signal + "; touch ready; while :; do sleep 0.02; done");
        Ground.await("the script", () -> ground.exists("ready"));
        assertThat(ground.alive()).isOne();
        step.kill(signal);
        Ground.await("the signal", () -> ground.exists("told"));
        assertThat(ground.alive()).isZero();
        ground.create("go");
        assertThat(step.await().code()).isEqualTo(code);
    }

    @Test
    void killedStep_isEndedByTheGuardian() throws Exception {
        ActionStep step = run(WAIT);
        Ground.await("the script", () -> ground.exists("ready"));
        Instant killed = Instant.now();
        step.kill("KILL");
        Ground.await("the guardian", () -> ground.alive() == 0);
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(2));
        ground.create("go");
        assertThat(step.await().code()).isEqualTo(137);
    }

    @Test
    void refusedRevocation_failsAStepThatWentWell() throws Exception {
        Map<String, String> inputs = inputs("true");
        inputs.put("revoke-timeout", "1s");
        ground.authority().faults().arm(Fault.status("/revoke", 503).times(1000));
        ActionStep step = ActionStep.main(ground, inputs).await();
        assertThat(step.code()).as(step.err()).isEqualTo(ExitCode.ALIVE.code());
        assertThat(step.out()).startsWith("::error title=JIT Credentials::").contains("STUCK");
        ground.authority().faults().clear();
    }

    @Test
    void plantedVariables_comeThroughToTheScriptOnly() throws Exception {
        ActionStep step = ActionStep.start(
                        ground,
                        inputs("echo \"$BASH_ENV $CLASSPATH\""),
                        Map.of("CLASSPATH", "/planted", "BASH_ENV", "/nowhere"),
                        List.of())
                .await();
        assertThat(step.code()).as(step.err()).isZero();
        assertThat(step.out().strip()).isEqualTo("/nowhere /planted");
    }

    private ActionStep run(String script) throws Exception {
        return ActionStep.main(ground, inputs(script));
    }

    private static Map<String, String> inputs(String script) {
        return new HashMap<>(Map.of("profile", "deploy", "run", script));
    }
}
