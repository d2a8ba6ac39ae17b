package io.github.jitcredentials.jenkins.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import io.github.jitcredentials.jenkins.ConfiguredController;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.config.ConditionEntry;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.FolderBounds;
import io.github.jitcredentials.jenkins.config.IssuerEntry;
import io.github.jitcredentials.jenkins.config.OAuth2IssuerEntry;
import io.github.jitcredentials.jenkins.config.PartEntry;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import io.github.jitcredentials.jenkins.config.VariableEntry;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;

/** For tests of one folder, and of what is said in it. */
abstract class OneFolder extends ConfiguredController {
    Folder folder;

    @BeforeEach
    void make() throws Exception {
        folder = jenkins.createProject(Folder.class, "folder");
    }

    final void save(FolderConfiguration said) throws Exception {
        new FolderAction(folder).save(said);
    }

    static void bounds(String... networks) {
        ControllerConfiguration.get()
                .setFolders(new FolderBounds(List.of("127.0.0.1", "localhost"), List.of(networks)));
    }

    static OAuth2IssuerEntry issuer(String url) {
        OAuth2IssuerEntry issuer = new OAuth2IssuerEntry("sso", url);
        issuer.setClient("trial");
        issuer.setGrant("token-exchange");
        return issuer;
    }

    static FolderConfiguration own(String url) {
        return own(issuer(url));
    }

    static FolderConfiguration own(IssuerEntry issuer) {
        FolderConfiguration said = new FolderConfiguration();
        said.setIssuers(List.of(issuer));
        said.setProfiles(List.of(profile("ours", "sso")));
        said.setPolicy(List.of(rule("ours")));
        return said;
    }

    static ProfileEntry profile(String name, String issuer) {
        ProfileEntry profile =
                new ProfileEntry(name, issuer, List.of(new PartEntry("scope", List.of("repo:write"))), "5m");
        profile.setEnv(List.of(new VariableEntry("OUR_TOKEN", "token")));
        return profile;
    }

    static RuleEntry rule(String profile) {
        return new RuleEntry(
                "jobs of this folder, " + profile,
                List.of(profile),
                List.of(new ConditionEntry("job", List.of("folder/**"))));
    }

    final WorkflowRun build(Folder where, String script) throws Exception {
        WorkflowJob job =
                where.createProject(WorkflowJob.class, "p" + where.getItems().size());
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForCompletion(run);
        assertThat(JitCredentials.get().serverIfUsed()).isNotNull();
        return run;
    }
}
