package io.github.jitcredentials.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.Result;
import io.github.jitcredentials.jenkins.config.ControllerConfiguration;
import io.github.jitcredentials.jenkins.monitor.WrongConfiguration;
import io.github.jitcredentials.jenkins.pages.LiveLeases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The second file with the events of the audit log, while it can be written and while it can't. */
@WithJenkins
class AuditEventsTest {
    private static JenkinsRule jenkins;
    private static Trial trial;

    @TempDir
    private Path outside;

    private Path events;

    @BeforeAll
    static void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        trial = Trial.trusting(rule.getURL());
    }

    @AfterAll
    static void close() {
        trial.close();
    }

    @BeforeEach
    void configure() {
        Trial.configure(trial.url());
        events = outside.resolve("siem/events.jsonl");
        ControllerConfiguration.get().setAuditEvents(events.toString());
    }

    @AfterEach
    void withoutASecondFile() {
        ControllerConfiguration.get().setAuditEvents(null);
    }

    @Test
    void secondFile_hasEachEventThatTheLogHasFromThenOn() throws Exception {
        int before = log().size();
        WorkflowRun run = begin("p-both", "both");
        Files.createFile(outside.resolve("both"));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));

        List<String> written = log().subList(before, log().size());
        assertThat(Files.readAllLines(events)).hasSameSizeAs(written);
        assertThat(written).anySatisfy(line -> assertThat(line).contains("\"event\":\"proven\""));
        for (int i = 0; i < written.size(); i++) {
            String hash = written.get(i).replaceAll(".*\"hash\":\"([0-9a-f]{64})\"}$", "$1");
            assertThat(Files.readAllLines(events).get(i))
                    .contains("\"hash\":\"" + hash + "\"", "\"specversion\":\"1.0\"");
        }
    }

    @Test
    void secondFileThatBreaks_letsNothingBeIssuedAndAllBeEnded() throws Exception {
        WorkflowRun inside = begin("p-inside", "inside");
        assertThat(trial.alive()).isOne();
        Files.delete(events);
        Files.createDirectory(events);

        Files.createFile(outside.resolve("inside"));
        jenkins.waitForCompletion(inside);
        assertThat(trial.alive()).isZero();
        assertThat(LiveLeases.get().all()).isEmpty();
        assertThat(log()).last().asString().contains("\"event\":\"proven\"");

        int granted = trial.granted();
        WorkflowJob job = job("p-later", "later");
        WorkflowRun later = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        assertThat(JenkinsRule.getLog(later)).contains(events + ": ", "must be a file");
        assertThat(trial.granted()).isEqualTo(granted);
        assertThat(ExtensionList.lookupSingleton(WrongConfiguration.class).getLines())
                .anySatisfy(
                        line -> assertThat(line).contains("jitCredentials.auditEvents", events + " is a directory"));

        Files.createFile(outside.resolve("later"));
        ControllerConfiguration.get().setAuditEvents(null);
        jenkins.buildAndAssertSuccess(job);
        assertThat(ExtensionList.lookupSingleton(WrongConfiguration.class).isActivated())
                .isFalse();
    }

    private List<String> log() throws IOException {
        Path log = jenkins.jenkins.getRootDir().toPath().resolve("jit-credentials/audit/audit.jsonl");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private WorkflowRun begin(String name, String gate) throws Exception {
        WorkflowRun run = job(name, gate).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("it is inside", run);
        return run;
    }

    private WorkflowJob job(String name, String gate) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                "node { withJitCredentials(profile: 'deploy') { echo 'it is inside'; sh 'while [ ! -e \""
                        + outside.resolve(gate) + "\" ]; do sleep 0.1; done' } }",
                true));
        return job;
    }
}
