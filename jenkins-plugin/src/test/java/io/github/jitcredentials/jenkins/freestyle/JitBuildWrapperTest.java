package io.github.jitcredentials.jenkins.freestyle;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.tasks.Shell;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.VariableEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class JitBuildWrapperTest {
    private static JenkinsRule jenkins;
    private static int jobs;

    @TempDir
    private Path outside;

    private Trial trial;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void open() throws Exception {
        trial = Trial.trusting(jenkins.getURL());
        Trial.configure(trial.url());
    }

    @AfterEach
    void close() {
        assertThat(trial.alive()).isZero();
        trial.close();
    }

    @Test
    void stepsOnAnAgent_haveVariablesAndFiles() throws Exception {
        FreeStyleProject job = job(new WantedEntry("deploy"), new WantedEntry("file"));
        job.setAssignedNode(jenkins.createOnlineSlave(Label.get("away")));
        job.getBuildersList().add(new Shell("""
                test -n "$DEPLOY_TOKEN" && test -s "$TOKEN_TXT"
                printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token; printf %s "$TOKEN_TXT" > @OUTSIDE@/path
                echo "it is $DEPLOY_TOKEN"
                """.replace("@OUTSIDE@", outside.toString())));

        FreeStyleBuild run = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("it is ****", run);
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains("proven dead")))
                .hasSize(2);
        assertThat(Path.of(Files.readString(outside.resolve("path")))).doesNotExist();
        assertThat(run.getSensitiveBuildVariables()).contains("DEPLOY_TOKEN");
        Trial.canary(outside.resolve("token"))
                .assertClean(jenkins.jenkins.getRootDir().toPath().resolve("jobs"));
    }

    @Test
    void stepThatFails_endsTheLease() throws Exception {
        WantedEntry deploy = new WantedEntry("deploy");
        deploy.setVariables(List.of(new VariableEntry("MINE", "token")));
        FreeStyleProject job = job(deploy);
        job.getBuildersList().add(new Shell("test -n \"$MINE\" && echo so far && false"));

        FreeStyleBuild run = jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));

        jenkins.assertLogContains("so far", run);
        jenkins.assertLogContains("proven dead", run);
    }

    @Test
    void profileThatIsNotThere_failsTheBuildInWords() throws Exception {
        FreeStyleProject job = job(new WantedEntry("deplou"));
        job.getBuildersList().add(new Shell("echo never"));

        FreeStyleBuild run = jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));

        jenkins.assertLogContains("jit-credentials: ", run);
        jenkins.assertLogNotContains("never", run);
        jenkins.assertLogNotContains("\tat ", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void form_isSavedAsItWas() throws Exception {
        WantedEntry deploy = new WantedEntry("deploy");
        deploy.setPurpose("ship it");
        deploy.setTtl("1m");
        deploy.setVariables(List.of(new VariableEntry("MINE", "token")));
        FreeStyleProject job = job(deploy);

        FreeStyleProject saved = jenkins.configRoundtrip(job);

        WantedEntry read = saved.getBuildWrappersList()
                .get(JitBuildWrapper.class)
                .getProfiles()
                .get(0);
        assertThat(read.getProfile()).isEqualTo("deploy");
        assertThat(read.getPurpose()).isEqualTo("ship it");
        assertThat(read.getTtl()).isEqualTo("1m");
        assertThat(read.getVariables()).extracting(VariableEntry::getVariable).containsExactly("MINE");
        assertThat(trial.granted()).isZero();
    }

    @Test
    void wrapInAPipeline_handsOverFilesOnly() throws Exception {
        WorkflowRun files = jenkins.assertBuildStatusSuccess(
                build(
                        "node { wrap([$class: 'JitBuildWrapper', profiles: [[profile: 'file']]]) { sh 'test -s \"$TOKEN_TXT\"' } }"));
        WorkflowRun variables = jenkins.assertBuildStatus(
                Result.FAILURE,
                build("node { wrap([$class: 'JitBuildWrapper', profiles: [[profile: 'deploy']]]) { echo 'never' } }"));

        jenkins.assertLogContains("proven dead", files);
        jenkins.assertLogContains("use withJitCredentials", variables);
        assertThat(trial.granted()).isOne();
    }

    private static FreeStyleProject job(WantedEntry... wanted) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("p" + ++jobs);
        job.getBuildWrappersList().add(new JitBuildWrapper(List.of(wanted)));
        return job;
    }

    private static WorkflowRun build(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p" + ++jobs);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).get();
    }
}
