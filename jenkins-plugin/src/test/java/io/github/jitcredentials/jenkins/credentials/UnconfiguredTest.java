package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.ExtensionList;
import hudson.util.Secret;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.log.TaskListenerDecorator;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The plugin is installed, and nobody has said anything to it. */
@WithJenkins
class UnconfiguredTest {
    @Test
    void builds_areAsTheyWere(JenkinsRule jenkins) throws Exception {
        Stored.all(new StringCredentialsImpl(CredentialsScope.GLOBAL, "old", "", Secret.fromString("the-old-value")));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node { withCredentials([string(credentialsId: 'old', variable: 'T')]) { sh 'test $T = the-old-value' } }",
                true));

        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());

        jenkins.assertLogNotContains("jit", run);
        assertThat(ExtensionList.lookup(TaskListenerDecorator.Factory.class).stream()
                        .filter(factory -> factory.getClass().getName().startsWith("io.github.jitcredentials"))
                        .map(factory -> factory.of(run.asFlowExecutionOwner())))
                .hasSize(1)
                .containsOnlyNulls();
        Path home = jenkins.jenkins.getRootDir().toPath();
        for (int i = 0; i < 20; i++) {
            assertThat(home.resolve("jit-credentials")).doesNotExist();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
