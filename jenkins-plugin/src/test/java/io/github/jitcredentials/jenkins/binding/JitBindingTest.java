package io.github.jitcredentials.jenkins.binding;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Shell;
import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.credentialsbinding.impl.BindingStep;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
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
class JitBindingTest {
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
    void block_hasVariablesAndFilesUntilItEnds() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("""
                node {
                    withCredentials([jit(profile: 'deploy', purpose: 'ship it'), jit(profile: 'file')]) {
                        sh '''test -n "$DEPLOY_TOKEN" && test -s "$TOKEN_TXT" && printf %s "$TOKEN_TXT" > @OUTSIDE@/path
                            printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token; echo "it is $DEPLOY_TOKEN"'''
                    }
                    sh 'test -z "$DEPLOY_TOKEN"'
                }"""));

        jenkins.assertLogContains("it is ****", run);
        jenkins.assertLogContains("proven dead", run);
        assertThat(trial.authority().grants().get(0).purpose()).isEqualTo("ship it");
        assertThat(Path.of(Files.readString(outside.resolve("path")))).doesNotExist();
        Trial.canary(outside.resolve("token"))
                .assertClean(jenkins.jenkins.getRootDir().toPath().resolve("jobs"));
    }

    @Test
    void blockThatFails_endsItsLease() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE, build("withCredentials([jit(profile: 'deploy', ttl: '1m')]) { error 'no luck' }"));

        jenkins.assertLogContains("no luck", run);
        assertThat(trial.granted()).isOne();
    }

    @Test
    void secondThatIsDenied_leavesNothingOfTheFirst() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE,
                build("withCredentials([jit(profile: 'deploy'), jit(profile: 'deplou')]) { echo 'never' }"));

        jenkins.assertLogNotContains("never", run);
        jenkins.assertLogNotContains("\tat io.github", run);
        for (int i = 0; i < 300 && trial.alive() > 0; i++) {
            Thread.sleep(100);
        }
    }

    @Test
    void snippetGenerator_writesIt() throws Exception {
        JitBinding binding = new JitBinding("deploy");
        binding.setPurpose("ship it");
        binding.setVariables(Map.of("T", "token"));

        assertThat(Snippetizer.object2Groovy(new BindingStep(List.of(binding))))
                .startsWith("withCredentials([jit(profile: 'deploy', purpose: 'ship it', variables: [T: 'token'])]) {");
    }

    @Test
    void freestyleJob_hasItUntilItsStepsAreOver() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("p" + ++jobs);
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new JitBinding("deploy"))));
        job.getBuildersList().add(new Shell("test -n \"$DEPLOY_TOKEN\"; echo \"it is $DEPLOY_TOKEN\""));

        FreeStyleBuild run = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("it is ****", run);
        jenkins.assertLogContains("proven dead", run);
    }

    private WorkflowRun build(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p" + ++jobs);
        job.setDefinition(new CpsFlowDefinition(script.replace("@OUTSIDE@", outside.toString()), true));
        return job.scheduleBuild2(0).get();
    }
}
