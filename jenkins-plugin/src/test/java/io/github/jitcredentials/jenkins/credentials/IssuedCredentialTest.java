package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.Places;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.masking.LeakCanary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Jobs whose scripts name credentials by their ids, as they always did. */
@WithJenkins
class IssuedCredentialTest {
    private static final String PROVEN = "proven dead";
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
        Stored.all(Stored.login(), Stored.text(), Stored.file());
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void withCredentials_getsWhatIsIssuedUntilItsBlockEnds() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("""
                node {
                    withCredentials([
                            usernamePassword(credentialsId: 'login', usernameVariable: 'U', passwordVariable: 'P'),
                            string(credentialsId: 'text', variable: 'T'),
                            file(credentialsId: 'file', variable: 'F')]) {
                        sh '''
                            test "$U" = ci && test -n "$P" && test -n "$T" && test -s "$F"
                            test "$(basename "$F")" = secret.txt
                            printf %s "$P" > @OUTSIDE@/p; printf %s "$T" > @OUTSIDE@/t; cat "$F" > @OUTSIDE@/f'''
                    }
                    sh 'for i in $(seq 100); do test -e @OUTSIDE@/dead && break; sleep 0.1; done; test -e @OUTSIDE@/dead'
                }""", true));

        assertDead(run, 3);
        assertNowhere("p");
        assertNowhere("t");
        assertNowhere("f");
    }

    @Test
    void secretThatIsPrinted_isMaskedAlsoOutsideOfTheBlock() throws Exception {
        jenkins.createOnlineSlave(Label.get("away"));

        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("""
                node('away') {
                    withCredentials([string(credentialsId: 'text', variable: 'T')]) {
                        sh 'printf %s "$T" > @OUTSIDE@/t'
                    }
                    sh 'echo "here it is: $(cat @OUTSIDE@/t)"'
                }""", false));

        jenkins.assertLogContains("here it is: ****", run);
        assertDead(run, 1);
        assertNowhere("t");
    }

    @Test
    void declarativeCredentials_areIssued() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("""
                pipeline {
                    agent any
                    stages {
                        stage('one') {
                            environment {
                                LOGIN = credentials('login')
                                TEXT = credentials('text')
                                FILE = credentials('file')
                            }
                            steps {
                                sh 'test "$LOGIN_USR" = ci && test -n "$LOGIN_PSW" && test -n "$TEXT" && test -s "$FILE"'
                            }
                        }
                        stage('two') { steps { sh 'test -z "$TEXT"' } }
                    }
                }""", false));

        assertDead(run, 3);
    }

    @Test
    void stepsInParallel_endEachItsOwn() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(build("""
                parallel a: {
                    withCredentials([string(credentialsId: 'text', variable: 'T')]) { echo 'a' }
                    node { sh 'for i in $(seq 100); do test -e @OUTSIDE@/first && break; sleep 0.1; done; test -e @OUTSIDE@/first' }
                }, b: {
                    withCredentials([string(credentialsId: 'text', variable: 'T')]) {
                        node { sh 'for i in $(seq 100); do test -e @OUTSIDE@/first && break; sleep 0.1; done; test -e @OUTSIDE@/first' }
                    }
                }""", () -> {
            await(() -> trial.granted() == 2 && trial.alive() == 1);
            Files.createFile(outside.resolve("first"));
        }));

        assertDead(run, 2);
    }

    @Test
    void buildThatFailsInTheBlock_endsItsLease() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE,
                build("withCredentials([string(credentialsId: 'text', variable: 'T')]) { error 'no luck' }", false));

        jenkins.assertLogContains("no luck", run);
        assertDead(run, 1);
    }

    @Test
    void hardKill_endsTheLease() throws Exception {
        WorkflowJob job =
                job("p-killed", "withCredentials([string(credentialsId: 'text', variable: 'T')]) { sleep 600 }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        await(() -> trial.alive() == 1);

        run.doKill();

        await(() -> trial.alive() == 0);
        jenkins.waitForCompletion(run);
    }

    @Test
    void jobThatNoRuleNames_isDeniedInWordsOnly() throws Exception {
        WorkflowJob job = job(
                "denied" + ++jobs, "withCredentials([string(credentialsId: 'text', variable: 'T')]) { echo 'never' }");

        WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));

        jenkins.assertLogContains("jobs of ours: job is denied", run);
        jenkins.assertLogNotContains("never", run);
        jenkins.assertLogNotContains("\tat ", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void profileThatIsRenewed_isRefusedWhereItsValueStays() throws Exception {
        IssuedText text = new IssuedText(null, "text", "", "renewed");
        Stored.all(text);

        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE,
                build("withCredentials([string(credentialsId: 'text', variable: 'T')]) { echo 'never' }", false));

        jenkins.assertLogContains("here it keeps its first value", run);
        assertThat(trial.granted()).isZero();
    }

    private interface Meanwhile {
        void run() throws Exception;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private WorkflowRun build(String script, boolean waitsForDeath) throws Exception {
        return build(
                script,
                waitsForDeath
                        ? () -> {
                            await(() -> trial.granted() > 0 && trial.alive() == 0);
                            Files.createFile(outside.resolve("dead"));
                        }
                        : () -> {});
    }

    private WorkflowRun build(String script, Meanwhile meanwhile) throws Exception {
        WorkflowRun run = job("p" + ++jobs, script).scheduleBuild2(0).waitForStart();
        meanwhile.run();
        return jenkins.waitForCompletion(run);
    }

    private WorkflowJob job(String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script.replace("@OUTSIDE@", outside.toString()), true));
        return job;
    }

    private void assertDead(WorkflowRun run, int granted) throws Exception {
        assertThat(trial.granted()).isEqualTo(granted);
        await(() -> trial.alive() == 0);
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains(PROVEN)))
                .hasSize(granted);
        assertThat(JitCredentials.get().server().held()).isEmpty();
        try (Stream<Path> blocks = Files.list(Places.blocks())) {
            assertThat(blocks).isEmpty();
        }
    }

    private void assertNowhere(String token) throws Exception {
        LeakCanary canary = Trial.canary(outside.resolve(token));
        for (int i = 0; ; i++) {
            try {
                canary.assertClean(jenkins.jenkins.getRootDir().toPath());
                return;
            } catch (AssertionError e) {
                // A file that Jenkins was just replacing.
                if (i == 5 || !(e.getCause() instanceof java.io.UncheckedIOException)) {
                    throw e;
                }
                Thread.sleep(200);
            }
        }
    }

    private static void await(Condition condition) throws Exception {
        for (int i = 0; i < 300 && !condition.holds(); i++) {
            Thread.sleep(100);
        }
        assertThat(condition.holds()).isTrue();
    }
}
