package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Computer;
import io.github.jitcredentials.jenkins.SeparateController;
import io.github.jitcredentials.jenkins.Trial;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Agents that are processes of their own, and are killed, of a controller that is one. */
class AgentTest extends SeparateController {
    private static final int GRACE_SECONDS = 5;

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    AgentTest() {
        super(new RealJenkinsExtension()
                .javaOptions("-Dio.github.jitcredentials.jenkins.block.AgentLife.graceSeconds=" + GRACE_SECONDS));
    }

    @Test
    void agentThatIsKilled_itsCredentialsAreDeadThoughTheBuildWaitsForIt() throws Throwable {
        beginOnAnAgent();

        agents.stop("away");

        Trial.await(() -> trial.alive() == 0, "the end of what the agent had");
        String log = controller.runRemotely(AgentTest::logOfWhatStillRuns);
        assertThat(log).contains("the agent away is gone: what this build has there is revoked");
        controller.runRemotely(AgentTest::kill);
        Trial.canary(outside.resolve("token"))
                .assertClean(controller.getHome().toPath().resolve("jobs"));
    }

    @Test
    void agentThatIsBackInTime_goesOnWithWhatItHad() throws Throwable {
        beginOnAnAgent();

        agents.stop("away");
        agents.start(
                controller,
                InboundAgentExtension.Options.newBuilder().name("away").build());
        Thread.sleep((GRACE_SECONDS + 2) * 1000L);
        assertThat(trial.alive()).isEqualTo(2);
        letGo();

        String log = logWhenOver();
        assertThat(log).contains("it was ****", "proven dead", "Finished: SUCCESS");
        assertThat(trial.alive()).isZero();
        assertThat(trial.granted()).isEqualTo(2);
    }

    @Test
    void agentThatIsTakenAway_endsTheBlock() throws Throwable {
        beginOnAnAgent();

        controller.runRemotely(AgentTest::removeAgent);

        Trial.await(() -> trial.alive() == 0, "the end of what the agent had");
    }

    private void beginOnAnAgent() throws Throwable {
        agents.createAgent(
                controller,
                InboundAgentExtension.Options.newBuilder().name("away").build());
        start("""
                node('away') {
                    withJitCredentials(profiles: ['deploy', 'file']) {
                        @WAIT@
                    }
                }""".replace("@WAIT@", waitingStep("$DEPLOY_TOKEN")));
        awaitInside();
        // By then the step is no longer being started over the connection that is going to break.
        awaitOutput();
        assertThat(trial.alive()).isEqualTo(2);
    }

    private static String logOfWhatStillRuns(JenkinsRule jenkins) throws Throwable {
        assertThat(run(jenkins).isBuilding()).isTrue();
        return JenkinsRule.getLog(run(jenkins));
    }

    private static void kill(JenkinsRule jenkins) throws Throwable {
        run(jenkins).doKill();
        jenkins.waitForCompletion(run(jenkins));
    }

    private static void removeAgent(JenkinsRule jenkins) throws Throwable {
        Computer computer = jenkins.jenkins.getComputer("away");
        Jenkins.get().removeNode(computer.getNode());
    }
}
