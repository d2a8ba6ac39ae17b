package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.model.Result;
import hudson.util.Secret;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.config.ConditionEntry;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.config.RuleEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Rolling out: a rule that observes, and the credential that was stored before. */
@WithJenkins
class ObserveTest {
    private static final String OBSERVES = "ONLY OBSERVES";
    private static JenkinsRule jenkins;
    private static int jobs;

    private Trial trial;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void open() throws Exception {
        trial = Trial.trusting(jenkins.getURL());
        Trial.configure(trial.url());
        RuleEntry rule = new RuleEntry("new rule", List.of("read"), List.of(new ConditionEntry("job", List.of("p*"))));
        rule.setMode("observe");
        policy(rule);
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void buildThatTheRuleWouldDeny_goesOnWithTheStoredCredential() throws Exception {
        store("old");

        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("other", "test \"$T\" = the-old-value"));

        jenkins.assertLogContains("rule \"new rule\" ONLY OBSERVES, and would deny read:", run);
        jenkins.assertLogContains("the stored credential \"old\" is used instead", run);
        jenkins.assertLogNotContains("the-old-value", run);
        assertThat(trial.granted()).isZero();
        assertThat(audit()).contains("\"observed\":true").contains("new rule");
    }

    @Test
    void buildThatTheRulePermits_getsWhatIsIssued() throws Exception {
        store("old");

        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("p", "test \"$T\" != the-old-value"));

        jenkins.assertLogNotContains(OBSERVES, run);
        assertThat(trial.granted()).isOne();
        assertThat(trial.alive()).isZero();
    }

    @Test
    void withoutAStoredOne_theObservingRuleIssuesAndSaysSo() throws Exception {
        store(null);

        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("other", "test -n \"$T\""));

        jenkins.assertLogContains(OBSERVES, run);
        assertThat(trial.granted()).isOne();
        assertThat(trial.alive()).isZero();
    }

    @Test
    void storedOneThatIsNotThere_isToldInWords() throws Exception {
        store("gone");

        WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, build("other", "true"));

        jenkins.assertLogContains("credential \"text\" falls back to \"gone\", which is not there", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void ruleThatEnforces_deniesWhateverIsStored() throws Exception {
        store("old");
        RuleEntry rule = new RuleEntry("new rule", List.of("read"), List.of(new ConditionEntry("job", List.of("p*"))));
        policy(rule);

        WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, build("other", "true"));

        jenkins.assertLogContains("new rule: job is other", run);
        assertThat(trial.granted()).isZero();
    }

    private static void policy(RuleEntry rule) {
        ControllerConfiguration.get()
                .setRuleEntries(List.of(
                        rule,
                        new RuleEntry(
                                "the others",
                                List.of("deploy", "file", "renewed"),
                                List.of(new ConditionEntry("job", List.of("p*"))))));
    }

    private static void store(String fallback) throws Exception {
        IssuedText text = Stored.text();
        text.setFallback(fallback);
        Stored.all(
                text,
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "old", "", Secret.fromString("the-old-value")));
    }

    private static WorkflowRun build(String job, String command) throws Exception {
        WorkflowJob created = jenkins.createProject(WorkflowJob.class, job + ++jobs);
        created.setDefinition(new CpsFlowDefinition(
                "node { withCredentials([string(credentialsId: 'text', variable: 'T')]) { sh '" + command
                        + "; echo \"$T\"' } }",
                true));
        return created.scheduleBuild2(0).get();
    }

    private static String audit() throws Exception {
        Path directory = jenkins.jenkins.getRootDir().toPath().resolve("jit-credentials/audit");
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
