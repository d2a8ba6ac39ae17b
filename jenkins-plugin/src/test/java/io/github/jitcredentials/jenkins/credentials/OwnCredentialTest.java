package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsParameterDefinition;
import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.UserCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import io.github.jitcredentials.jenkins.ConfiguredController;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/**
 * A job that takes a credential as a parameter, and somebody who brings one of his own along. What is issued is issued to the job: he
 * must not be able to say so.
 */
class OwnCredentialTest extends ConfiguredController {
    private WorkflowJob job;
    private User alice;

    @BeforeEach
    void make() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .toEveryone());
        alice = User.getById("alice", true);
        job = jenkins.createProject(WorkflowJob.class, "p");
        job.addProperty(new ParametersDefinitionProperty(
                new CredentialsParameterDefinition("CREDENTIAL", "", null, StringCredentials.class.getName(), true)));
        job.setDefinition(new CpsFlowDefinition(
                "withCredentials([string(credentialsId: '${CREDENTIAL}', variable: 'T')]) { echo \"it is ${env.T}\" }",
                true));
    }

    @Test
    void credentialOfAUsersOwn_isNotIssued() throws Exception {
        try (var as = ACL.as2(alice.impersonate2())) {
            CredentialsProvider.all()
                    .get(UserCredentialsProvider.class)
                    .getStore(alice)
                    .addCredentials(Domain.global(), new IssuedText(CredentialsScope.USER, "mine", "", "read"));
        }

        WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, build("mine"));

        jenkins.assertLogContains("credential \"mine\" is none of the controller's or of the job's folders", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void credentialOfTheController_isIssuedAlsoAsAParameter() throws Exception {
        Stored.all(Stored.text());

        jenkins.assertLogContains("it is ****", jenkins.assertBuildStatusSuccess(build("text")));

        assertThat(trial.granted()).isOne();
        assertThat(trial.alive()).isZero();
    }

    private WorkflowRun build(String id) throws Exception {
        return jenkins.waitForCompletion(job.scheduleBuild2(
                        0,
                        new CauseAction(new Cause.UserIdCause("alice")),
                        new ParametersAction(new CredentialsParameterValue("CREDENTIAL", id, "")))
                .waitForStart());
    }
}
