package io.github.jitcredentials.jenkins.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import io.github.jitcredentials.jenkins.LeaseWatch;
import io.github.jitcredentials.jenkins.Trial;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A controller of its own process, that has no plugin opentelemetry-api. */
class WithoutOpenTelemetryTest {
    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension().omitPlugins("opentelemetry-api");

    @Test
    void controllerWithoutTheApi_opensAndEndsLeases() throws Throwable {
        controller.startJenkins();
        try (Trial trial = Trial.trusting(controller.getUrl())) {
            String authority = trial.url();
            controller.runRemotely(jenkins -> {
                Trial.configure(authority);
                block(jenkins);
            });

            assertThat(trial.granted()).isOne();
            assertThat(trial.alive()).isZero();
        }
    }

    private static void block(JenkinsRule jenkins) throws Exception {
        assertThat(jenkins.jenkins.getPlugin("opentelemetry-api")).isNull();
        assertThat(ExtensionList.lookup(LeaseWatch.class)).isNotEmpty().noneSatisfy(watch -> assertThat(
                        watch.getClass().getSimpleName())
                .isEqualTo("LeaseMetrics"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition("withJitCredentials(profile: 'deploy') { echo 'it is inside' }", true));
        jenkins.assertLogContains("proven dead", jenkins.buildAndAssertSuccess(job));
    }
}
