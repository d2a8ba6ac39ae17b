package io.github.jitcredentials.jenkins.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.jenkins.plugins.oidc_provider.IdTokenStringCredentials;
import java.net.URI;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds that the plugin oidc-provider vouches for, before an authority that trusts nobody else. */
@WithJenkins
class IdTokensTest {
    @Test
    void idTokenOfTheOtherPlugin_vouchesForBuilds(JenkinsRule jenkins) throws Exception {
        String issuer = jenkins.getURL() + "oidc";
        IdTokenStringCredentials token = new IdTokenStringCredentials(CredentialsScope.GLOBAL, "builds", "");
        token.setAudience("https://somebody-else.example.com/");
        CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next().addCredentials(Domain.global(), token);
        try (Trial trial = Trial.trusting(issuer, URI.create(issuer + "/jwks"))) {
            Trial.configure(trial.url());

            // This controller's own issuer is a stranger there.
            jenkins.assertBuildStatus(Result.FAILURE, build(jenkins, "p-own"));
            assertThat(trial.granted()).isZero();

            ControllerConfiguration.get().setIdTokenCredentialsId("builds");
            WorkflowRun run = jenkins.assertBuildStatusSuccess(build(jenkins, "p-other"));
            jenkins.assertLogContains("proven dead", run);
            assertThat(trial.granted()).isOne();
            assertThat(token.getAudience()).isEqualTo("https://somebody-else.example.com/");

            // Policy hears this controller, whatever the token says.
            jenkins.assertLogContains(
                    "job is forbidden", jenkins.assertBuildStatus(Result.FAILURE, build(jenkins, "forbidden")));

            ControllerConfiguration.get().setIdTokenCredentialsId("gone");
            jenkins.assertLogContains(
                    "there is no id token credential gone",
                    jenkins.assertBuildStatus(Result.FAILURE, build(jenkins, "p-gone")));
            assertThat(trial.granted()).isOne();
        }
    }

    private static WorkflowRun build(JenkinsRule jenkins, String name) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition("withJitCredentials(profile: 'deploy') { echo 'in' }", true));
        return jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    }
}
