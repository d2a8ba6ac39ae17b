package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.SeparateController;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.lease.LeaseState;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * A controller that is a process of its own, killed by SIGKILL in each state of a lease: while it is asked for, handed over, renewed,
 * revoked, proven. In the middle of the block's body: {@link RestartTest}.
 */
class KilledTest extends SeparateController {
    private static final String ASKED = "/token";
    private static final String REVOKED = "/revoke";
    private static final String LOOKED_AT = "/introspect";
    /** Longer than any of these tests: the answer never comes. */
    private static final Duration LATE = Duration.ofMinutes(5);

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
        awaitInside();
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
        awaitInside();
        trial.authority().faults().arm(Fault.hang(ASKED).times(1));
        awaitFault("the renewal");

        controller.stopJenkinsForcibly();
        trial.authority().faults().clear();
        trial.authority().faults().arm(Fault.delay(ASKED, Duration.ofSeconds(3)).times(1));
        letGo();
        controller.startJenkins();

        ended();
        Trial.await(() -> trial.granted() == 2, "the other");
        Trial.await(() -> trial.alive() == 0, "its end");
    }

    @Test
    void revoking_isRevokedWithinSecondsOfTheStart() throws Throwable {
        begin("deploy", "$DEPLOY_TOKEN");
        awaitInside();
        trial.authority().faults().arm(Fault.hang(REVOKED).times(1));
        letGo();
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
        awaitInside();
        trial.authority().faults().arm(Fault.hang(LOOKED_AT).times(1));
        letGo();
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
        String script = """
                node {
                    withJitCredentials(profile: '@PROFILE@') {
                        @WAIT@
                    }
                    sh 'test -z "$DEPLOY_TOKEN$TOKEN_TXT"'
                }""";
        start(script.replace("@WAIT@", waitingStep(secret)).replace("@PROFILE@", profile));
    }

    private void goesOn() throws Throwable {
        awaitInside();
        letGo();
        assertThat(ended()).contains("it was ****", "proven dead");
    }

    private String ended() throws Throwable {
        String log = logWhenOver();
        assertThat(log).contains("Finished: SUCCESS");
        Trial.assertClean(outside.resolve("token"), controller.getHome().toPath());
        return log;
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
