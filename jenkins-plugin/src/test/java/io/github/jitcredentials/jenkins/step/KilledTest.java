package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.lease.LeaseState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/**
 * A controller that is a process of its own, killed by SIGKILL in each state of a lease: while it is asked for, handed over, renewed,
 * revoked, proven. In the middle of the block's body: {@link RestartTest}.
 */
class KilledTest {
    private static final String ASKED = "/token";
    private static final String REVOKED = "/revoke";
    private static final String LOOKED_AT = "/introspect";
    /** Longer than any of these tests: the answer never comes. */
    private static final Duration LATE = Duration.ofMinutes(5);

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension();

    @TempDir
    private Path outside;

    private Trial trial;

    @BeforeEach
    void open() throws Throwable {
        controller.startJenkins();
        trial = Trial.trusting(controller.getUrl());
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
    void asked_andNothingWasGranted_isAskedAnew() throws Throwable {
        trial.authority().faults().arm(Fault.hang(ASKED).times(1));
        begin("deploy", "$DEPLOY_TOKEN");
        awaitFault("the request");

        killAndStart();

        goesOn();
        assertThat(trial.granted()).isOne();
        assertThat(trial.alive()).isZero();
    }

    @Test
    void grantedAndTheAnswerIsOnItsWay_isOneUncertainLineAndNoCredentialOfTheBuild() throws Throwable {
        trial.authority().faults().arm(Fault.delay(ASKED, LATE).after().times(1));
        begin("deploy", "$DEPLOY_TOKEN");
        Trial.await(() -> trial.granted() == 1, "the grant");

        killAndStart();

        goesOn();
        assertThat(trial.granted()).isEqualTo(2);
        assertThat(trial.alive()).as("what nobody ever had").isOne();
        assertThat(controller.runRemotely(KilledTest::states)).containsExactly(LeaseState.UNCERTAIN.name());
    }

    @Test
    void renewing_goesOnWithAnother() throws Throwable {
        begin("renewed", "$(cat \"$TOKEN_TXT\")");
        Trial.await(outside.resolve("inside"));
        trial.authority().faults().arm(Fault.hang(ASKED).times(1));
        awaitFault("the renewal");

        killAndStart();

        Trial.await(() -> trial.granted() == 2, "the other");
        goesOn();
        assertThat(trial.alive()).isZero();
    }

    @Test
    void renewing_andTheBlockIsOverBeforeItHasAnother_leavesNoneAlive() throws Throwable {
        begin("renewed", "$(cat \"$TOKEN_TXT\")");
        Trial.await(outside.resolve("inside"));
        trial.authority().faults().arm(Fault.hang(ASKED).times(1));
        awaitFault("the renewal");

        controller.stopJenkinsForcibly();
        trial.authority().faults().clear();
        trial.authority().faults().arm(Fault.delay(ASKED, Duration.ofSeconds(3)).times(1));
        Files.createFile(outside.resolve("go"));
        controller.startJenkins();

        ended();
        Trial.await(() -> trial.granted() == 2, "the other");
        Trial.await(() -> trial.alive() == 0, "its end");
    }

    @Test
    void revoking_isRevokedWithinSecondsOfTheStart() throws Throwable {
        begin("deploy", "$DEPLOY_TOKEN");
        Trial.await(outside.resolve("inside"));
        trial.authority().faults().arm(Fault.hang(REVOKED).times(1));
        Files.createFile(outside.resolve("go"));
        awaitFault("the revocation");
        assertThat(trial.alive()).isOne();

        killAndStart();

        long started = System.nanoTime();
        Trial.await(() -> trial.alive() == 0, "its end");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
        ended();
        assertThat(trial.granted()).isOne();
    }

    @Test
    void proving_isOver() throws Throwable {
        begin("deploy", "$DEPLOY_TOKEN");
        Trial.await(outside.resolve("inside"));
        trial.authority().faults().arm(Fault.hang(LOOKED_AT).times(1));
        Files.createFile(outside.resolve("go"));
        awaitFault("the proof");

        killAndStart();

        ended();
        assertThat(trial.granted()).isOne();
        assertThat(trial.alive()).isZero();
    }

    private void awaitFault(String what) throws Exception {
        Trial.await(() -> trial.authority().faults().armed().isEmpty(), what);
    }

    private void killAndStart() throws Throwable {
        controller.stopJenkinsForcibly();
        trial.authority().faults().clear();
        controller.startJenkins();
    }

    private void begin(String profile, String secret) throws Throwable {
        String script =
                """
                node {
                    withJitCredentials(profile: '@PROFILE@') {
                        sh '''
                            set +x
                            printf %s "@SECRET@" > @OUTSIDE@/token
                            touch @OUTSIDE@/inside
                            while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done
                            echo "it was @SECRET@"'''
                    }
                    sh 'test -z "$DEPLOY_TOKEN$TOKEN_TXT"'
                }""".replace("@PROFILE@", profile).replace("@SECRET@", secret).replace("@OUTSIDE@", outside.toString());
        controller.runRemotely(jenkins -> {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
            job.setDefinition(new CpsFlowDefinition(script, true));
            job.scheduleBuild2(0).waitForStart();
        });
    }

    private void goesOn() throws Throwable {
        Trial.await(outside.resolve("inside"));
        Files.createFile(outside.resolve("go"));
        assertThat(ended()).contains("it was ****", "proven dead");
    }

    private String ended() throws Throwable {
        String log = controller.runRemotely(KilledTest::finished);
        assertThat(log).contains("Finished: SUCCESS");
        Trial.assertClean(outside.resolve("token"), controller.getHome().toPath());
        return log;
    }

    private static String finished(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
        jenkins.waitForCompletion(run);
        return JenkinsRule.getLog(run);
    }

    private static ArrayList<String> states(JenkinsRule jenkins) {
        ArrayList<String> states = new ArrayList<>();
        JitCredentials.get()
                .server()
                .census()
                .leases()
                .forEach(lease -> states.add(lease.state().name()));
        return states;
    }
}
