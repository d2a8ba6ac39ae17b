package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.tasks.Shell;
import io.github.jitcredentials.jenkins.ConfiguredController;
import io.github.jitcredentials.jenkins.Places;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.freestyle.JitBuildWrapper;
import io.github.jitcredentials.jenkins.freestyle.WantedEntry;
import java.nio.file.Files;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.durable_task.DurableTaskStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** A build that is about to show a credential, and what the profile wants done then. */
class LeakTest extends ConfiguredController {
    private static final String SHOWN = "was about to be shown in this log, and was masked";

    @AfterEach
    void nothingIsAlive() {
        assertThat(trial.alive()).isZero();
    }

    @Test
    void masked_isSaidAndOnRecord_andNothingElseChanges() throws Exception {
        onLeak("mask");

        WorkflowRun run = jenkins.assertBuildStatusSuccess(job("""
                node {
                    withJitCredentials(profile: 'deploy') {
                        sh 'set +x; printf "it is "; sleep 1; printf "$DEPLOY_TOKEN"; sleep 1; echo ". $DEPLOY_TOKEN"'
                    }
                    sleep 1
                }""").scheduleBuild2(0));

        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains(SHOWN)))
                .singleElement()
                .asString()
                .isEqualTo("jit-credentials: \"deploy\" " + SHOWN);
        jenkins.assertLogContains("it is ****. ****", run);
        assertThat(record())
                .contains("\"event\":\"leak-seen\"", "\"field\":\"token\"", "\"place\":\"the build's log\"");
    }

    @Test
    void revoked_isDeadWhileTheBlockGoesOn() throws Exception {
        onLeak("revoke");

        WorkflowRun run = job("""
                node {
                    withJitCredentials(profile: 'deploy') {
                        sh 'set +x; echo "$DEPLOY_TOKEN"; while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done'
                    }
                }""").scheduleBuild2(0).waitForStart();
        Trial.await(() -> trial.granted() == 1 && trial.alive() == 0, "its end");
        assertThat(run.isBuilding()).isTrue();
        Files.createFile(outside.resolve("go"));

        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains(SHOWN + "; it is revoked now (onLeak: revoke)", run);
        jenkins.assertLogContains("proven dead", run);
    }

    @Test
    void failed_buildFailsThoughItsBlockIsCaught() throws Exception {
        onLeak("fail");

        WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, job("""
                node {
                    catchError(buildResult: 'SUCCESS') {
                        withJitCredentials(profile: 'deploy') {
                            sh 'set +x; echo "$DEPLOY_TOKEN"; sleep 600'
                        }
                    }
                }""").scheduleBuild2(0));

        jenkins.assertLogContains(SHOWN + "; it is revoked now, and the build fails (onLeak: fail)", run);
        jenkins.assertLogContains("The credential \"deploy\" was about to be shown in the log", run);
    }

    @Test
    void failed_alsoWhereAnAgentWritesTheLogItself() throws Exception {
        onLeak("fail");
        jenkins.createOnlineSlave(Label.get("away"));
        boolean before = DurableTaskStep.USE_WATCHING;
        DurableTaskStep.USE_WATCHING = true;
        try {
            WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, job("""
                    node('away') {
                        withJitCredentials(profile: 'deploy') {
                            sh 'set +x; echo "it is $DEPLOY_TOKEN"'
                        }
                    }""").scheduleBuild2(0));

            jenkins.assertLogContains("it is ****", run);
            jenkins.assertLogContains(SHOWN, run);
        } finally {
            DurableTaskStep.USE_WATCHING = before;
        }
    }

    @Test
    void failed_freestyleBuildFails() throws Exception {
        onLeak("fail");
        FreeStyleProject project = jenkins.createFreeStyleProject("p");
        project.getBuildWrappersList().add(new JitBuildWrapper(List.of(new WantedEntry("deploy"))));
        project.getBuildersList().add(new Shell("set +x; echo $DEPLOY_TOKEN; sleep 600"));

        FreeStyleBuild build = jenkins.assertBuildStatus(Result.FAILURE, project.scheduleBuild2(0));

        jenkins.assertLogContains(SHOWN, build);
    }

    private static void onLeak(String word) {
        List<ProfileEntry> profiles = ControllerConfiguration.get().getProfileEntries();
        profiles.forEach(profile -> profile.setOnLeak(word));
        ControllerConfiguration.get().setProfileEntries(profiles);
    }

    private static String record() throws Exception {
        return Files.readString(Places.audit())
                .lines()
                .filter(line -> line.contains("leak-seen"))
                .findFirst()
                .orElse("");
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(script.replace("@OUTSIDE@", outside.toString()), true));
        return job;
    }
}
