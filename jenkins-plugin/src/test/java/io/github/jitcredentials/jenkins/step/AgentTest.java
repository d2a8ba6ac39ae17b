package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Computer;
import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Agents that are processes of their own, and are killed, of a controller that is one. */
class AgentTest {
    private static final int GRACE_SECONDS = 5;

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension()
            .javaOptions("-Dio.github.jitcredentials.jenkins.block.AgentLife.graceSeconds=" + GRACE_SECONDS);

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

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
        Files.createFile(outside.resolve("go"));

        String log = controller.runRemotely(AgentTest::finished);
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
        String script = """
                node('away') {
                    withJitCredentials(profiles: ['deploy', 'file']) {
                        sh '''
                            set +x
                            printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token
                            touch @OUTSIDE@/inside
                            while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done
                            echo "it was $DEPLOY_TOKEN"'''
                    }
                }""".replace("@OUTSIDE@", outside.toString());
        controller.runRemotely(jenkins -> {
            begin(jenkins, script);
        });
        Trial.await(outside.resolve("inside"));
        // By then the step is no longer being started over the connection that is going to break.
        Trial.await(
                () -> Files.readString(controller.getHome().toPath().resolve("jobs/p/builds/1/log"))
                        .contains("+ set +x"),
                "the step's output");
        assertThat(trial.alive()).isEqualTo(2);
    }

    private static void begin(JenkinsRule jenkins, String script) throws Throwable {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(script, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun run(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
    }

    private static String logOfWhatStillRuns(JenkinsRule jenkins) throws Throwable {
        assertThat(run(jenkins).isBuilding()).isTrue();
        return JenkinsRule.getLog(run(jenkins));
    }

    private static String finished(JenkinsRule jenkins) throws Throwable {
        jenkins.waitForCompletion(run(jenkins));
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
