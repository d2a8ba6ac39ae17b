package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.http.Fault;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code jitc exec} promises, kept by real processes before a real authority. */
class ExecIT extends OnGround {
    /** Becomes jitc, so that a signal to the script's process is one to jitc. */
    private static final String EXEC = "exec \"$JITC\" exec --profile deploy ";

    @Test
    void command_hasALiveCredentialAndItIsDeadAfterwards() throws Exception {
        Shell shell = ground.shell(
                EXEC + "-- sh -c 'touch ready; until [ -e go ]; do sleep 0.02; done; echo ${#DEPLOY_TOKEN}'");
        Ground.await("the command", () -> ground.exists("ready"));
        assertThat(ground.alive()).isOne();
        ground.create("go");
        shell.await();
        assertThat(shell.code()).isZero();
        assertThat(ground.alive()).isZero();
        assertThat(shell.out().strip()).matches("[1-9][0-9]+");
        assertThat(shell.err())
                .contains(
                        "jitc: permit \"deploy\" for acme/app refs/heads/main (push), by token-file: repo:write, at most 5m")
                .containsPattern(
                        "jitc: deploy . repo:write . lived .* of 5m . revoked .* after the command . proven dead");
    }

    @Test
    void whatTheCommandWrites_isMaskedInEveryForm() throws Exception {
        Shell shell = ground.run(
                EXEC + "-- sh -c 'echo \"$DEPLOY_TOKEN\"; printf %s \"$DEPLOY_TOKEN\" | base64 -w0 >&2; echo'");
        assertThat(shell.out().strip()).isEqualTo("****");
        assertThat(shell.err()).contains("****");
    }

    @Test
    void severalProfiles_haveTheirOwnLeases() throws Exception {
        Shell shell = ground.run(
                "exec \"$JITC\" exec --profile deploy --profile read --json report.json -- "
                        + "sh -c '[ -n \"$DEPLOY_TOKEN\" ] && [ -n \"$READ_TOKEN\" ] && [ \"$READ_TOKEN\" != \"$DEPLOY_TOKEN\" ]'");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(ground.granted()).isEqualTo(2);
        assertThat(ground.alive()).isZero();
        assertThat(Files.readString(ground.project().resolve("report.json")))
                .containsSubsequence(
                        "\"exitCode\":0",
                        "\"profile\":\"deploy\"",
                        "\"outcome\":\"proven\"",
                        "\"profile\":\"read\"",
                        "\"outcome\":\"proven\"");
    }

    @Test
    void otherVariables_replaceThoseOfTheFile() throws Exception {
        Shell shell =
                ground.run(EXEC + "--env MY_TOKEN=token -- sh -c '[ -n \"$MY_TOKEN\" ] && [ -z \"$DEPLOY_TOKEN\" ]'");
        assertThat(shell.code()).as(shell.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"PATH=token, PATH", "MY_TOKEN=password, password", "MY_TOKEN, NAME=FIELD", "A=other:token, other"})
    void variableThatCanNotBe_isRefusedBeforeAnythingIsIssued(String env, String named) throws Exception {
        Shell shell = ground.run(EXEC + "--env '" + env + "' -- touch ran");
        assertThat(shell.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(shell.err()).contains("--env").contains(named).doesNotContain("Exception");
        assertThat(ground.exists("ran")).isFalse();
        assertThat(ground.granted()).isZero();
    }

    @Test
    void identity_isNotInherited() throws Exception {
        Map<String, String> runner = Map.of(
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "x", "ACTIONS_RUNTIME_TOKEN", "x", "INPUT_KEY", "x", "STATE_ID", "x");
        String names = "sh -c 'env | grep -c -e ^ACTIONS_ -e ^INPUT_ -e ^STATE_; true'";
        assertThat(ground.shell(EXEC + "-- " + names, runner).await().out().strip())
                .isEqualTo("0");
        assertThat(ground.shell(EXEC + "--keep-identity -- " + names, runner)
                        .await()
                        .out()
                        .strip())
                .isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void signal_endsTheCredentialFirstAndReachesTheCommand(String signal, int code) throws Exception {
        Shell shell = ground.shell(EXEC + "-- sh -c 'trap \"touch told; until [ -e go ]; do sleep 0.02; done; exit 3\" "
                + signal + "; touch ready; while :; do sleep 0.02; done'");
        Ground.await("the command", () -> ground.exists("ready"));
        assertThat(ground.alive()).isOne();
        shell.kill(signal);
        Ground.await("the signal", () -> ground.exists("told"));
        assertThat(ground.alive()).as("alive when the command was told").isZero();
        ground.create("go");
        assertThat(shell.await().code()).isEqualTo(3);
        assertThat(shell.err()).contains("after the signal").contains("proven dead");

        Shell other = ground.shell(EXEC + "-- sh -c 'touch again; while :; do sleep 0.02; done'");
        Ground.await("the command", () -> ground.exists("again"));
        other.kill(signal);
        assertThat(other.await().code()).isEqualTo(code);
        assertThat(ground.alive()).isZero();
    }

    @Test
    void commandThatIgnoresTheSignal_isWaitedForWithADeadCredential() throws Exception {
        Shell shell = ground.shell(
                EXEC + "-- sh -c 'trap \"\" TERM; touch ready; until [ -e go ]; do sleep 0.02; done; exit 5'");
        Ground.await("the command", () -> ground.exists("ready"));
        shell.kill("TERM");
        Ground.await("the revocation", () -> ground.alive() == 0);
        assertThat(shell.isAlive()).isTrue();
        ground.create("go");
        assertThat(shell.await().code()).isEqualTo(5);
    }

    @Test
    void killedJitc_leavesItToTheGuardian() throws Exception {
        Shell shell = ground.shell(EXEC + "-- sh -c 'touch ready; until [ -e go ]; do sleep 0.02; done'");
        Ground.await("the command", () -> ground.exists("ready"));
        assertThat(ground.alive()).isOne();
        Instant killed = Instant.now();
        shell.kill("KILL");
        Ground.await("the guardian", () -> ground.alive() == 0);
        assertThat(Duration.between(killed, Instant.now())).isLessThan(Duration.ofSeconds(2));
        ground.create("go");
    }

    @Test
    void signalBeforeTheCommandRan_leavesNothingAlive() throws Exception {
        ground.authority().faults().arm(Fault.delay("/token", Duration.ofSeconds(2)));
        Shell shell = ground.shell(EXEC + "-- touch ran");
        Ground.await("the request", () -> ground.authority().faults().armed().isEmpty());
        shell.kill("TERM");
        assertThat(shell.await().code()).as(shell.err()).isEqualTo(143);
        assertThat(ground.exists("ran")).isFalse();
        assertThat(ground.granted()).isOne();
        assertThat(ground.alive()).isZero();
        assertThat(shell.err()).contains("SIGTERM: the command was not run");
    }

    @Tag("thorough")
    @Test
    void commandThatOutlivesItsLease_goesOnAndIsToldOf() throws Exception {
        ground.configure("4s");
        Shell shell = ground.shell(EXEC + "-- sh -c 'touch ready; until [ -e go ]; do sleep 0.02; done; exit 4'");
        Ground.await("the command", () -> ground.exists("ready"));
        Ground.await("the deadline", () -> ground.alive() == 0);
        Ground.await("a word about it", () -> shell.errNow().contains("the time of \"deploy\" is up after 4s"));
        ground.create("go");
        assertThat(shell.await().code()).isEqualTo(4);
        assertThat(shell.err()).contains("after the deadline");
    }

    @Tag("thorough")
    @Test
    void whatABackgroundProcessHolds_isNotWaitedForLongerThanTheGrace() throws Exception {
        Shell shell = ground.run(EXEC + "-- sh -c 'sleep 30 & echo $!'");
        assertThat(shell.code()).isZero();
        assertThat(ground.alive()).isZero();
        ProcessHandle.of(Long.parseLong(shell.out().strip())).ifPresent(ProcessHandle::destroy);
    }

    @Test
    void denial_isExplainedAndNothingRuns() throws Exception {
        try (Ground elsewhere = Ground.openOnFeatureBranch(directory.resolve("other"))) {
            Shell shell = elsewhere.run(EXEC + "-- touch ran");
            assertThat(shell.code()).isEqualTo(ExitCode.REFUSED.code());
            assertThat(Ground.lines(shell.err()))
                    .isEqualTo(List.of(
                            "jit-credentials: denied \"deploy\" for acme/app refs/heads/feature-x (push), by token-file",
                            "  jit-credentials.yml:26  releases from main: ref is refs/heads/feature-x, wanted refs/heads/main",
                            "  no other rule names \"deploy\". Try a description: jitc explain --profile deploy",
                            "  Nothing was issued. The command was not run."));
            assertThat(elsewhere.granted()).isZero();
            assertThat(elsewhere.exists("ran")).isFalse();
        }
    }

    @Test
    void authorityThatIsDown_isSaidAndNothingRuns() throws Exception {
        ground.authority().close();
        Shell shell = ground.run(EXEC + "-- touch ran");
        assertThat(shell.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(shell.err())
                .contains("Nothing was issued. The command was not run.")
                .doesNotContain("Exception");
        assertThat(ground.exists("ran")).isFalse();
    }

    @Test
    void skipped_itRunsAsIfWeWereNotThere() throws Exception {
        Shell shell = ground.run(EXEC + "--skip -- sh -c 'echo \"[$DEPLOY_TOKEN]\"'");
        assertThat(shell.out()).isEqualTo("[]\n");
        assertThat(shell.err()).isEmpty();
        assertThat(ground.granted()).isZero();
    }

    @Test
    void asAStepsShell_itRunsTheScript() throws Exception {
        Files.writeString(ground.project().resolve("step.sh"), "false\necho not reached\n");
        Shell shell = ground.run(EXEC + "-- bash -eo pipefail step.sh");
        assertThat(shell.code()).isOne();
        assertThat(shell.out()).isEmpty();
    }
}
