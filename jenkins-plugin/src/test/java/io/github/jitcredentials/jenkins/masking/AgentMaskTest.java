package io.github.jitcredentials.jenkins.masking;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.slaves.DumbSlave;
import io.github.jitcredentials.jenkins.ConfiguredController;
import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import jenkins.security.MasterToSlaveCallable;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.durable_task.DurableTaskStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Agents that write the log themselves mask what they have, and are not told what they have not. */
class AgentMaskTest extends ConfiguredController {
    private final boolean before = DurableTaskStep.USE_WATCHING;
    private DumbSlave prod;
    private DumbSlave pool;

    @BeforeEach
    void connect() throws Exception {
        DurableTaskStep.USE_WATCHING = true;
        prod = jenkins.createOnlineSlave(Label.get("prod"));
        pool = jenkins.createOnlineSlave(Label.get("pool"));
    }

    @AfterEach
    void restore() {
        DurableTaskStep.USE_WATCHING = before;
    }

    @Test
    void agentOfAnotherBranch_isToldNothing() throws Exception {
        WorkflowRun run = begin("""
                parallel a: {
                    node('prod') { withJitCredentials(profile: 'deploy') { sh '@WAIT@ a; echo "it is $DEPLOY_TOKEN"' } }
                }, b: {
                    node('pool') { sh '@WAIT@ b'; sh 'echo again' }
                }""");
        Trial.await(outside.resolve("a"));
        Trial.await(outside.resolve("b"));

        assertThat(known(prod, run)).hasSize(1).first().asString().endsWith(".token");
        assertThat(known(pool, run)).isEmpty();
        end(run);
        jenkins.assertLogContains("it is ****", run);
    }

    @Test
    void agentThatRunsAStepOfTheBlock_masksIt_whereverTheBlockWasOpened() throws Exception {
        WorkflowRun run = begin("""
                withJitCredentials(profile: 'deploy') {
                    node('prod') {
                        withJitCredentials(profile: 'read') {
                            node('pool') { sh '@WAIT@ a; echo "it is $DEPLOY_TOKEN and $READ_TOKEN"' }
                        }
                    }
                }""");
        Trial.await(outside.resolve("a"));

        assertThat(known(pool, run)).hasSize(2);
        end(run);
        jenkins.assertLogContains("it is **** and ****", run);
    }

    private static List<String> known(DumbSlave agent, WorkflowRun run) throws Exception {
        return agent.getChannel().call(new Known(run.getExternalizableId()));
    }

    private WorkflowRun begin(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(
                script.replace(
                        "@WAIT@",
                        "set +x; go() { touch " + outside + "/$1; while [ ! -e " + outside
                                + "/go ]; do sleep 0.1; done; }; go"),
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private void end(WorkflowRun run) throws Exception {
        Files.createFile(outside.resolve("go"));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
    }

    private static final class Known extends MasterToSlaveCallable<ArrayList<String>, RuntimeException> {
        private static final long serialVersionUID = 1L;

        private final String run;

        Known(String run) {
            this.run = run;
        }

        @Override
        public ArrayList<String> call() {
            return new ArrayList<>(AgentMask.known(run));
        }
    }
}
