package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.jenkins.Trial;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A controller that is a process of its own, stopped or killed in the middle of a block. */
class RestartTest {
    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension();

    @TempDir
    private Path outside;

    private Trial trial;

    @BeforeEach
    void open() throws Throwable {
        controller.startJenkins();
        URL url = controller.getUrl();
        trial = Trial.trusting(url);
        String authority = trial.url();
        controller.runRemotely(jenkins -> {
            Trial.configure(authority);
        });
    }

    @AfterEach
    void close() {
        trial.close();
    }

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

    /** A step that waits for a file, in the block, with what it was given at its beginning. */
    private void begin(String profile, String secret) throws Throwable {
        String script =
                """
                node {
                    withJitCredentials(profile: '@PROFILE@') {
                        sh '''
                            printf %s "@SECRET@" > @OUTSIDE@/token
                            touch @OUTSIDE@/inside
                            while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done
                            echo "it was @SECRET@"'''
                        sh 'test -n "@SECRET@"; echo "it is @SECRET@"'
                    }
                    sh 'test -z "$DEPLOY_TOKEN$TOKEN_TXT"'
                }""".replace("@PROFILE@", profile).replace("@SECRET@", secret).replace("@OUTSIDE@", outside.toString());
        controller.runRemotely(jenkins -> {
            begin(jenkins, script);
        });
        Trial.await(outside.resolve("inside"));
        // By then the step itself is on disk, too: the controller reads what it prints.
        Trial.await(
                () -> Files.readString(controller.getHome().toPath().resolve("jobs/p/builds/1/log"))
                        .contains("+ touch"),
                "the step's output");
        assertThat(trial.alive()).isOne();
    }

    private static void begin(JenkinsRule jenkins, String script) throws Throwable {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(script, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private void goesOn() throws Throwable {
        Files.createFile(outside.resolve("go"));
        String log = controller.runRemotely(RestartTest::finished);

        assertThat(log)
                .contains("it was ****")
                .contains("it is ****")
                .contains("proven dead")
                .contains("Finished: SUCCESS");
        assertThat(trial.alive()).isZero();
        Trial.assertClean(outside.resolve("token"), controller.getHome().toPath());
    }

    private static String finished(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
        jenkins.waitForCompletion(run);
        return JenkinsRule.getLog(run);
    }

    private static void delete(Path directory) throws Exception {
        hudson.Util.deleteRecursive(directory.toFile());
    }
}
