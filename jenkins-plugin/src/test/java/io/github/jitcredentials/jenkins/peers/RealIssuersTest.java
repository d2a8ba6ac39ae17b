package io.github.jitcredentials.jenkins.peers;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.peer.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A controller whose builds a real Keycloak and a real OpenBao know by the controller's own word. */
@EnabledIf("haveBoth")
@WithJenkins
class RealIssuersTest {
    private static final String PIPELINE = """
            node {
                withJitCredentials(profiles: ['deploy', 'migrate']) {
                    sh '''
                        printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token
                        printf %s "$DB_USER" > @OUTSIDE@/user
                        printf %s "$DB_PASSWORD" > @OUTSIDE@/password
                        echo "it is $DEPLOY_TOKEN and $DB_PASSWORD"
                        touch @OUTSIDE@/inside; while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done'''
                }
            }""";

    @TempDir
    private Path outside;

    @TempDir
    private Path code;

    private JenkinsRule jenkins;
    private RealIssuers issuers;

    static boolean haveBoth() {
        return Peers.haveKeycloak() && Peers.haveOpenBao();
    }

    @BeforeEach
    void open(JenkinsRule rule) throws Exception {
        jenkins = rule;
        issuers = new RealIssuers(rule.getURL().toString());
    }

    @AfterEach
    void close() {
        issuers.close();
    }

    @Test
    void blockWithBoth_endsBothByTheirOwnServersWord() throws Exception {
        issuers.configure(code, UnaryOperator.identity());
        WorkflowRun run = begin("release");
        Trial.await(outside.resolve("inside"));
        String token = Files.readString(outside.resolve("token"));
        String user = Files.readString(outside.resolve("user"));
        String password = Files.readString(outside.resolve("password"));
        assertThat(issuers.isActive(token)).isTrue();
        assertThat(issuers.bao().users()).containsExactly(user);
        assertThat(issuers.bao().postgres().accepts(user, password)).isTrue();

        Files.createFile(outside.resolve("go"));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));

        assertThat(issuers.isActive(token)).isFalse();
        assertThat(issuers.bao().users()).isEmpty();
        assertThat(issuers.bao().postgres().accepts(user, password)).isFalse();
        assertThat(issuers.bao().tokens()).as("logins and what hung from them").isEmpty();
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains("proven dead")))
                .hasSize(2);
        jenkins.assertLogContains("it is **** and ****", run);
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains("\"migrate\" was about to be shown")))
                .as("the password alone, and between two lines")
                .singleElement()
                .asString()
                .startsWith("jit-credentials: ");
        Path home = jenkins.jenkins.getRootDir().toPath();
        Trial.canary(outside.resolve("token")).assertClean(home);
        Trial.canary(outside.resolve("password")).assertClean(home);
    }

    /** The servers are the boundary: what our own policy would let pass is refused by whoever is asked. */
    @Test
    void jobThatTheServersDoNotKnow_isRefusedByThem() throws Exception {
        issuers.configure(code, text -> text.replace("job: release", "job: \"*\""));

        for (String profile : new String[] {"deploy", "migrate"}) {
            WorkflowRun run = jenkins.assertBuildStatus(
                    Result.FAILURE,
                    job("other-" + profile, "withJitCredentials(profile: '" + profile + "') { echo 'never' }")
                            .scheduleBuild2(0));

            assertThat(JenkinsRule.getLog(run)).containsPattern("http://127\\.0\\.0\\.1:\\d+\\S* refused");
            jenkins.assertLogNotContains("never", run);
        }
        assertThat(issuers.bao().users()).isEmpty();
        assertThat(issuers.bao().tokens()).isEmpty();
    }

    private WorkflowRun begin(String name) throws Exception {
        return job(name, PIPELINE.replace("@OUTSIDE@", outside.toString()))
                .scheduleBuild2(0)
                .waitForStart();
    }

    private WorkflowJob job(String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
