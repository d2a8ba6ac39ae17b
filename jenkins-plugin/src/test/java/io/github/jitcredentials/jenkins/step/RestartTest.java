package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.jenkins.SeparateController;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.lease.EndReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A controller that is a process of its own, stopped or killed in the middle of a block. */
class RestartTest extends SeparateController {
    @Test
    void controllerThatIsStopped_goesOnWithTheBlockAfterwards() throws Throwable {
        begin("deploy", "$DEPLOY_TOKEN");

        controller.stopJenkins();
        assertThat(trial.alive()).isOne();
        controller.startJenkins();

        goesOn();
        assertThat(trial.granted()).isOne();
    }

    @Test
    void controllerThatIsKilled_goesOnWithTheBlockAfterwards() throws Throwable {
        begin("deploy", "$DEPLOY_TOKEN");

        controller.stopJenkinsForcibly();
        controller.startJenkins();

        goesOn();
    }

    @Test
    void controllerThatIsKilledUnderARenewedLease_goesOnWithAnother() throws Throwable {
        begin("renewed", "$(cat \"$TOKEN_TXT\")");

        controller.stopJenkinsForcibly();
        controller.startJenkins();

        goesOn();
    }

    @Test
    void buildThatIsGoneAfterTheKill_isEndedWithinSecondsOfTheStart() throws Throwable {
        begin("deploy", "$DEPLOY_TOKEN");
        controller.stopJenkinsForcibly();
        delete(controller.getHome().toPath().resolve("jobs/p"));

        controller.startJenkins();

        Instant start = Instant.now();
        while (trial.alive() > 0 && Instant.now().isBefore(start.plus(Duration.ofSeconds(5)))) {
            Thread.sleep(50);
        }
        assertThat(trial.alive()).isZero();
    }

    @Test
    void secretThatIsShownAfterAKill_isOnRecordAndRevokedThen() throws Throwable {
        controller.runRemotely(jenkins -> {
            List<ProfileEntry> profiles = ControllerConfiguration.get().getProfileEntries();
            profiles.forEach(profile -> profile.setOnLeak("revoke"));
            ControllerConfiguration.get().setProfileEntries(profiles);
        });
        start("""
                node {
                    withJitCredentials(profile: 'deploy') {
                        @WAIT@
                        sh 'while [ ! -e @OUTSIDE@/end ]; do sleep 0.1; done'
                    }
                }""".replace("@WAIT@", waitingStep("$DEPLOY_TOKEN")));
        awaitInside();
        awaitOutput();

        controller.stopJenkinsForcibly();
        controller.startJenkins();
        letGo();

        Trial.await(() -> trial.alive() == 0, "the end of what was shown");
        Files.createFile(outside.resolve("end"));
        assertThat(logWhenOver()).contains("it was ****", "; it is revoked now", "Finished: SUCCESS");
        assertThat(Files.readAllLines(controller.getHome().toPath().resolve("jit-credentials/audit/audit.jsonl")))
                .filteredOn(line -> line.contains("leak-seen"))
                .singleElement()
                .asString()
                .contains("\"profile\":\"deploy\"", "\"field\":\"token\"");
        assertThat(timeLine()).last().asString().contains(EndReason.LEAK.words());
    }

    /** A step that waits for a file, in the block, with what it was given at its beginning. */
    private void begin(String profile, String secret) throws Throwable {
        String script = """
                node {
                    withJitCredentials(profile: '@PROFILE@') {
                        @WAIT@
                        sh 'test -n "@SECRET@"; echo "it is @SECRET@"'
                    }
                    sh 'test -z "$DEPLOY_TOKEN$TOKEN_TXT"'
                }""";
        start(script.replace("@WAIT@", waitingStep(secret))
                .replace("@PROFILE@", profile)
                .replace("@SECRET@", secret));
        awaitInside();
        awaitOutput();
        assertThat(trial.alive()).isOne();
    }

    private void goesOn() throws Throwable {
        letGo();
        String log = logWhenOver();

        assertThat(log)
                .contains("it was ****")
                .contains("it is ****")
                .contains("proven dead")
                .contains("Finished: SUCCESS");
        assertThat(trial.alive()).isZero();
        assertThat(timeLine()).last().asString().contains(EndReason.COMPLETED.words());
        Trial.assertClean(outside.resolve("token"), controller.getHome().toPath());
    }

    /** What the build's time line says of revoking. */
    private List<String> timeLine() throws Exception {
        return Files.readAllLines(controller.getHome().toPath().resolve("jobs/p/builds/1/jit-credentials.jsonl"))
                .stream()
                .filter(line -> line.contains("\"is\":\"revoking\""))
                .toList();
    }

    private static void delete(Path directory) throws Exception {
        hudson.Util.deleteRecursive(directory.toFile());
    }
}
