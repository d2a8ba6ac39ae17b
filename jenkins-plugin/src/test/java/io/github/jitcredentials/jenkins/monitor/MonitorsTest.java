package io.github.jitcredentials.jenkins.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.cli.CLICommandInvoker;
import hudson.model.AdministrativeMonitor;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.ConditionEntry;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.ProfileEntry;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import io.github.jitcredentials.jenkins.pages.LiveLeases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class MonitorsTest {
    /** A build goes on once its file is here. */
    @TempDir
    private static Path gates;

    private static JenkinsRule jenkins;
    private static Trial trial;

    @BeforeAll
    static void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        trial = Trial.trusting(rule.getURL());
        try (JenkinsRule.WebClient client = rule.createWebClient()) {
            client.goTo("jit-credentials/oidc/jwks", "application/json");
        }
    }

    @AfterAll
    static void close() {
        trial.close();
    }

    @BeforeEach
    void configure() {
        Trial.configure(trial.url());
    }

    @Test
    void controllerThatNobodyConfigured_warnsOfNothing() {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        configuration.setIssuerEntries(List.of());
        configuration.setProfileEntries(List.of());
        configuration.setRuleEntries(List.of());
        rules().look();

        assertThat(monitor(WrongConfiguration.class).isActivated()).isFalse();
        assertThat(rules().isActivated()).isFalse();
        assertThat(monitor(LeftJournals.class).isActivated()).isFalse();
        assertThat(monitor(StuckLeases.class).isActivated()).isFalse();
    }

    @Test
    void configurationThatCannotBeRead_isToldWithAllItsFaults() throws Exception {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        List<ProfileEntry> profiles = new ArrayList<>(configuration.getProfileEntries());
        profiles.add(new ProfileEntry("broken", "nobody", List.of(), "<b>soon</b>"));
        configuration.setProfileEntries(profiles);

        assertThat(monitor(WrongConfiguration.class).isActivated()).isTrue();
        assertThat(manage()).contains("profiles.broken", "&lt;b>soon").doesNotContain("<b>soon");
    }

    @Test
    void ruleThatWaitsForAJobThatIsNotThere_isListed() throws Exception {
        jenkins.createFreeStyleProject("p-here");
        ControllerConfiguration configuration = ControllerConfiguration.get();
        List<RuleEntry> rules = new ArrayList<>(configuration.getRuleEntries());
        rules.add(new RuleEntry(
                "the old job", List.of("deploy"), List.of(new ConditionEntry("job", List.of("renamed/long-ago")))));
        configuration.setRuleEntries(rules);

        rules().look();

        assertThat(rules().getRules()).containsExactly("the old job");
        assertThat(manage()).contains("wait for a job that is not there", "the old job");
    }

    @Test
    void leaseThatIsRevokedFromAShell_isReportedThere() throws Exception {
        WorkflowRun run = begin("shell");
        String lease = LiveLeases.get().all().get(0).id();

        var result = new CLICommandInvoker(jenkins, new RevokeJitLeaseCommand()).invokeWithArgs(lease);

        assertThat(result.returnCode()).as(result.stderr()).isZero();
        assertThat(result.stdout()).contains(lease, "proven dead");
        assertThat(trial.alive()).isZero();
        assertThat(new CLICommandInvoker(jenkins, new RevokeJitLeaseCommand())
                        .invokeWithArgs(lease)
                        .stderr())
                .contains("not alive on this controller");
        Files.createFile(gates.resolve("shell"));
        jenkins.waitForCompletion(run);
    }

    /** Takes as long as a revocation is tried. */
    @Test
    void issuerThatIsGone_leavesALeaseThatSomebodyMustLookAt() throws Exception {
        Trial mine = Trial.trusting(jenkins.getURL());
        Trial.configure(mine.url());
        WorkflowRun run = begin("stuck");
        String lease = LiveLeases.get().all().get(0).id();
        mine.close();

        Files.createFile(gates.resolve("stuck"));
        jenkins.waitForCompletion(run);

        assertThat(monitor(StuckLeases.class).isActivated()).isTrue();
        assertThat(manage())
                .contains("could not be revoked", lease, "revoke-jit-lease " + lease, "Try again", "p-stuck #1");
        assertThat(JenkinsRule.getLog(run)).contains("STUCK");
    }

    private static WorkflowRun begin(String name) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p-" + name);
        job.setDefinition(new CpsFlowDefinition(
                "node { withJitCredentials(profile: 'deploy') { echo 'it is inside'; sh 'while [ ! -e \""
                        + gates.resolve(name) + "\" ]; do sleep 0.1; done' } }",
                true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("it is inside", run);
        return run;
    }

    private static RulesWithoutJob rules() {
        return monitor(RulesWithoutJob.class);
    }

    private static <T extends AdministrativeMonitor> T monitor(Class<T> type) {
        return ExtensionList.lookupSingleton(type);
    }

    private static String manage() throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            String all = client.goTo("manage").getWebResponse().getContentAsString();
            return all.substring(all.indexOf("id=\"main-panel\""), all.indexOf("<footer"));
        }
    }
}
