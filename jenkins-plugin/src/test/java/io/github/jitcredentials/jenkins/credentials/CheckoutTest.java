package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Run;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import hudson.slaves.DumbSlave;
import hudson.tasks.Shell;
import hudson.util.StreamTaskListener;
import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Path;
import java.util.List;
import jenkins.plugins.git.GitSCMSource;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The plugin git, and git itself, against a repository that opens to live tokens only. */
@WithJenkins
class CheckoutTest {
    private static JenkinsRule jenkins;
    private static int jobs;
    private static DumbSlave agent;

    @TempDir
    private Path outside;

    private Trial trial;
    private GuardedGit git;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        agent = rule.createOnlineSlave(Label.get("away"));
        // The keys are made when they are first asked for.
        rule.getURL()
                .toURI()
                .resolve("jit-credentials/oidc/jwks")
                .toURL()
                .openStream()
                .close();
    }

    @BeforeEach
    void open() throws Exception {
        trial = Trial.trusting(jenkins.getURL());
        Trial.configure(trial.url());
        git = GuardedGit.start(outside, trial);
        Stored.all(Stored.login());
    }

    @AfterEach
    void close() {
        git.close();
        trial.close();
    }

    @Test
    void gitStepOnAnAgent_clonesWithALeaseOfItsOwn() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p" + ++jobs);
        job.setDefinition(new CpsFlowDefinition("""
                node('away') {
                    git url: '@URL@', credentialsId: 'login', branch: 'main'
                    sh 'test -e Jenkinsfile'
                }""".replace("@URL@", git.url()), true));

        WorkflowRun run = jenkins.assertBuildStatusSuccess(job.scheduleBuild2(0));

        assertDead(run, 1);
    }

    @Test
    void jenkinsfileFromTheRepository_isFetchedAndCheckedOut() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p" + ++jobs);
        CpsScmFlowDefinition definition = new CpsScmFlowDefinition(scm(), "Jenkinsfile");
        definition.setLightweight(false);
        job.setDefinition(definition);

        WorkflowRun run = jenkins.assertBuildStatusSuccess(job.scheduleBuild2(0));

        // One to fetch the Jenkinsfile, one for its own checkout.
        assertDead(run, 2);
        String log = JenkinsRule.getLog(run);
        assertThat(log.indexOf("proven dead")).isLessThan(log.indexOf("End of Pipeline"));
    }

    @Test
    void freestyleCheckout_endsItsLeaseBeforeTheFirstStep() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("p" + ++jobs);
        job.setAssignedNode(agent);
        job.setScm(scm());
        job.getBuildersList().add(new Shell("test -e Jenkinsfile; sleep 2; echo the step ran"));

        FreeStyleBuild run = jenkins.assertBuildStatusSuccess(job.scheduleBuild2(0));

        assertDead(run, 1);
        String log = JenkinsRule.getLog(run);
        assertThat(log.indexOf("proven dead")).isBetween(0, log.indexOf("the step ran"));
    }

    @Test
    void polling_isRefusedInWordsAndIssuesNothing() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("p" + ++jobs);
        job.setScm(scm());
        jenkins.assertBuildStatusSuccess(job.scheduleBuild2(0));
        int granted = trial.granted();

        // The trigger that polls prints it, as it prints whatever polling throws.
        assertThatThrownBy(() -> job.poll(StreamTaskListener.fromStderr()))
                .isInstanceOf(CredentialsUnavailableException.class)
                .hasMessageContaining("#1 is over")
                .satisfies(refused -> assertThat(refused.getStackTrace()).isEmpty());

        assertThat(trial.granted()).isEqualTo(granted);
    }

    @Test
    void branchIndexing_isRefusedInWordsAndIssuesNothing() throws Exception {
        WorkflowMultiBranchProject project = jenkins.createProject(WorkflowMultiBranchProject.class, "p" + ++jobs);
        GitSCMSource source = new GitSCMSource(git.url());
        source.setCredentialsId("login");
        source.setTraits(List.of(new jenkins.plugins.git.traits.BranchDiscoveryTrait()));
        project.getSourcesList().add(new jenkins.branch.BranchSource(source));

        project.scheduleBuild2(0).getFuture().get();

        assertThat(project.getIndexing().getResult()).isEqualTo(Result.FAILURE);
        assertThat(project.getIndexing().getLogText().length()).isPositive();
        java.io.StringWriter log = new java.io.StringWriter();
        project.getIndexing().getLogText().writeLogTo(0, log);
        assertThat(log.toString()).contains("here is no build");
        assertThat(trial.granted()).isZero();
    }

    private GitSCM scm() {
        return new GitSCM(
                List.of(new UserRemoteConfig(git.url(), null, null, "login")),
                List.of(new BranchSpec("main")),
                null,
                null,
                List.of());
    }

    private void assertDead(Run<?, ?> run, int granted) throws Exception {
        assertThat(trial.granted()).isEqualTo(granted);
        assertThat(trial.alive()).isZero();
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains("proven dead")))
                .hasSize(granted);
    }
}
