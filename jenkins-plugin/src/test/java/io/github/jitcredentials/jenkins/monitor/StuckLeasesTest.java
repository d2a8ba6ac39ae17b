package io.github.jitcredentials.jenkins.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.pages.LiveLeases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class StuckLeasesTest {
    @TempDir
    private static Path gates;

    /** Takes as long as a revocation is tried, and the minute and a half until a round tries again. */
    @Test
    void issuerThatIsBackAfterAWhile_isAskedAgainByTheControllerItself(JenkinsRule jenkins) throws Exception {
        try (Trial trial = Trial.trusting(jenkins.getURL())) {
            Trial.configure(trial.url());
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p-stuck");
            job.setDefinition(new CpsFlowDefinition(
                    "node { withJitCredentials(profile: 'deploy') { echo 'it is inside'; sh 'while [ ! -e \""
                            + gates.resolve("stuck") + "\" ]; do sleep 0.1; done' } }",
                    true));
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("it is inside", run);
            trial.authority().faults().arm(Fault.status("/revoke", 503).times(1000));
            Files.createFile(gates.resolve("stuck"));
            jenkins.waitForCompletion(run);

            assertThat(ExtensionList.lookupSingleton(StuckLeases.class).isActivated())
                    .isTrue();
            assertThat(trial.alive()).isOne();
            trial.authority().faults().clear();
            Instant soon = Instant.now().plus(Duration.ofSeconds(45));
            Trial.await(() -> Instant.now().isAfter(soon), "three quarters of a minute");
            Trial.await(
                    () -> LiveLeases.get().all().isEmpty() && events(jenkins).contains("proven"), "the next try");

            assertThat(trial.alive()).isZero();
            assertThat(ExtensionList.lookupSingleton(StuckLeases.class).isActivated())
                    .isFalse();
            assertThat(events(jenkins)).endsWith("revoking", "stuck", "revoking", "revoked", "proven");
        }
    }

    private static List<String> events(JenkinsRule jenkins) throws Exception {
        return Files.readAllLines(jenkins.jenkins.getRootDir().toPath().resolve("jit-credentials/audit/audit.jsonl"))
                .stream()
                .map(line -> line.replaceAll(".*\"event\":\"([a-z-]+)\".*", "$1"))
                .toList();
    }
}
