package io.github.jitcredentials.jenkins.folder;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.github.jitcredentials.jenkins.ConfiguredController;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

/** A repository's own file, which is for other hosts too. */
class RepositoryFileTest extends ConfiguredController {
    private static final String FILE = """
            version: 1
            identity: [ github-actions ]
            issuers:
              elsewhere: { oauth2: { url: "https://sso.example.com/", client: other, grant: token-exchange } }
            profiles:
              deploy:
                issuer: elsewhere
                request: { scope: [ SCOPE ] }
                ttl: TTL
                deliver: { env: { DEPLOY_TOKEN: token } }
              more:
                issuer: elsewhere
                request: { scope: [ admin ] }
                ttl: 1h
                deliver: { env: { MORE: token } }
            policy:
              all: { permit: [ deploy, more ], from: github-actions, when: { repository: acme/app } }
            """;

    @Test
    void file_isIgnoredWithALine() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("deploy", file("repo:write", "30s")));

        jenkins.assertLogContains("jit-credentials.yml of this repository is ignored", run);
        jenkins.assertLogContains("of 5m", run);
        assertThat(trial.granted()).isOne();
    }

    @Test
    void fileThatIsHeard_narrows() throws Exception {
        ControllerConfiguration.get().setNarrowFromScm(true);

        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("deploy", file("repo:write", "30s")));

        jenkins.assertLogContains("of 30s", run);
        jenkins.assertLogNotContains("ignored", run);
    }

    @Test
    void fileThatWantsMore_isRefusedAndNothingIsIssued() throws Exception {
        ControllerConfiguration.get().setNarrowFromScm(true);

        jenkins.assertLogContains(
                "is longer than the 5m",
                jenkins.assertBuildStatus(Result.FAILURE, build("deploy", file("repo:write", "1h"))));
        jenkins.assertLogContains(
                "is more than the repo:write",
                jenkins.assertBuildStatus(Result.FAILURE, build("deploy", file("repo:admin", "1m"))));
        assertThat(trial.granted()).isZero();
    }

    @Test
    void profilesIssuersAndRulesOfTheFile_areNobodys() throws Exception {
        ControllerConfiguration.get().setNarrowFromScm(true);

        jenkins.assertLogContains(
                "there is no profile \"more\"",
                jenkins.assertBuildStatus(Result.FAILURE, build("more", file("repo:write", "1m"))));
        WorkflowRun read = jenkins.assertBuildStatusSuccess(build("read", file("repo:write", "1m")));
        jenkins.assertLogContains("of 5m", read);
        assertThat(trial.granted()).isOne();
    }

    @Test
    void fileThatCannotBeRead_isNotOverlooked() throws Exception {
        ControllerConfiguration.get().setNarrowFromScm(true);

        WorkflowRun broken = jenkins.assertBuildStatus(
                Result.FAILURE, build("deploy", "writeFile file: 'jit-credentials.yml', text: 'versoin: 1'"));
        jenkins.assertLogContains("jit-credentials.yml:1:1", broken);
        jenkins.assertLogContains(
                "can't be read",
                jenkins.assertBuildStatus(Result.FAILURE, build("deploy", "sh 'mkfifo jit-credentials.yml'")));
        assertThat(trial.granted()).isZero();
    }

    private static String file(String scope, String ttl) {
        return "writeFile file: 'jit-credentials.yml', text: '''"
                + FILE.replace("SCOPE", '"' + scope + '"').replace("TTL", ttl) + "'''";
    }

    private WorkflowRun build(String profile, String before) throws Exception {
        WorkflowJob job = jenkins.createProject(
                WorkflowJob.class, "p" + jenkins.jenkins.getItems().size());
        job.setDefinition(new CpsFlowDefinition(
                "node {\n" + before + "\nwithJitCredentials(profile: '" + profile + "') { echo 'in' }\n}", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        return jenkins.waitForCompletion(run);
    }
}
