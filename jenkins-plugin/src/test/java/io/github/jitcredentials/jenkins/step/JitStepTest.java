package io.github.jitcredentials.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import hudson.model.queue.QueueTaskFuture;
import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.jenkins.ConfiguredController;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.Places;
import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

class JitStepTest extends ConfiguredController {
    private static final String PROVEN = "proven dead";
    private static final String GATE = "touch @OUTSIDE@/inside; while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done";

    @Test
    void blockThatSucceeds_hasACredentialThatIsDeadAfterwards() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                node {
                    withJitCredentials(profile: 'deploy') {
                        sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token; test -n "$DEPLOY_TOKEN"'
                    }
                    sh 'test -z "$DEPLOY_TOKEN"'
                }"""));

        assertDead(run, 1);
        jenkins.assertLogContains("deploy · repo:write", run);
    }

    @Test
    void secret_isNeitherInTheLogNorInTheHome() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                node {
                    withJitCredentials(profile: 'deploy') {
                        sh '''
                            printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token
                            set -x; echo "it is $DEPLOY_TOKEN"; printf %s "$DEPLOY_TOKEN" | base64'''
                        echo "from Groovy: ${env.DEPLOY_TOKEN}"
                    }
                }"""));

        jenkins.assertLogContains("it is ****", run);
        jenkins.assertLogContains("from Groovy: ****", run);
        Trial.assertClean(outside.resolve("token"), jenkins.jenkins.getRootDir().toPath());
    }

    @Test
    void homeInsideTheBlock_holdsNoSecret() throws Exception {
        WorkflowRun run = begin("p", """
                node {
                    withJitCredentials(profiles: ['deploy', 'file']) {
                        sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token'
                        sh '@GATE@'
                    }
                }""");
        Trial.await(outside.resolve("inside"));

        Trial.assertClean(outside.resolve("token"), jenkins.jenkins.getRootDir().toPath());
        assertThat(trial.alive()).isEqualTo(2);

        Files.createFile(outside.resolve("go"));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        assertDead(run, 2);
    }

    @Test
    void agentThatWritesALog_masksIt() throws Exception {
        jenkins.createOnlineSlave(Label.get("away"));

        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                node('away') {
                    withJitCredentials(profile: 'deploy') {
                        sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token; echo "it is $DEPLOY_TOKEN"'
                    }
                }"""));

        jenkins.assertLogContains("it is ****", run);
        Trial.assertClean(outside.resolve("token"), jenkins.jenkins.getRootDir().toPath());
        assertDead(run, 1);
    }

    @Test
    void blockThatFails_endsItsLeaseAndFailsTheBuild() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE, start("p", "withJitCredentials(profile: 'deploy') { error 'no luck' }"));

        jenkins.assertLogContains("no luck", run);
        assertDead(run, 1);
    }

    @Test
    void failureThatTellsTheSecret_tellsItMasked() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(Result.FAILURE, start("p", """
                node {
                    withJitCredentials(profile: 'deploy') {
                        sh 'printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/token'
                        error "no luck with ${env.DEPLOY_TOKEN}"
                    }
                }"""));

        jenkins.assertLogContains("no luck with ****", run);
        Trial.assertClean(outside.resolve("token"), jenkins.jenkins.getRootDir().toPath());
    }

    @Test
    void failureThatIsCaught_endsTheLeaseAtTheBlock() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(Result.UNSTABLE, start("p", """
                catchError(buildResult: 'UNSTABLE') {
                    withJitCredentials(profile: 'deploy') { error 'no luck' }
                }
                echo 'going on'"""));

        assertThat(JenkinsRule.getLog(run).indexOf(PROVEN))
                .isPositive()
                .isLessThan(JenkinsRule.getLog(run).indexOf("going on"));
        assertDead(run, 1);
    }

    @Test
    void abort_endsTheLease() throws Exception {
        WorkflowRun run = begin("p", "node { withJitCredentials(profile: 'deploy') { sh '@GATE@' } }");
        Trial.await(outside.resolve("inside"));
        assertThat(trial.alive()).isOne();

        run.getExecutor().interrupt();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertDead(run, 1);
    }

    @Test
    void timeout_endsTheLease() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(Result.ABORTED, start("p", """
                timeout(time: 2, unit: 'SECONDS') {
                    withJitCredentials(profile: 'deploy') { sleep 600 }
                }"""));

        assertDead(run, 1);
    }

    @Test
    void hardKill_endsTheLease() throws Exception {
        WorkflowRun run = begin("p", "node { withJitCredentials(profile: 'deploy') { sh '@GATE@' } }");
        Trial.await(outside.resolve("inside"));

        run.doKill();

        jenkins.waitForCompletion(run);
        awaitNobodyAlive();
    }

    @Test
    void jobThatIsDeletedMeanwhile_endsTheLease() throws Exception {
        WorkflowRun run = begin("p", "node { withJitCredentials(profile: 'deploy') { sh '@GATE@' } }");
        Trial.await(outside.resolve("inside"));

        run.getParent().delete();

        awaitNobodyAlive();
    }

    @Test
    void severalProfiles_areHandedOverTogether() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                node {
                    withJitCredentials(profiles: ['deploy', 'read'], purpose: 'both at once', ttl: '1m') {
                        sh 'test -n "$DEPLOY_TOKEN" && test -n "$READ_TOKEN"'
                    }
                }"""));

        assertDead(run, 2);
        assertThat(trial.authority().grants())
                .allSatisfy(grant -> assertThat(grant.purpose()).isEqualTo("both at once"));
    }

    @Test
    void variables_areNamedByTheBlock() throws Exception {
        jenkins.assertBuildStatusSuccess(start("p", """
                node {
                    withJitCredentials(profile: 'deploy', variables: [MY_TOKEN: 'token']) {
                        sh 'test -n "$MY_TOKEN" && test -z "$DEPLOY_TOKEN"'
                    }
                }"""));
    }

    @Test
    void parallelAndNestedBlocks_haveEachTheirOwn() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                def branches = [:]
                for (int i = 0; i < 5; i++) {
                    branches["b${i}"] = {
                        node {
                            withJitCredentials(profile: 'deploy') {
                                withJitCredentials(profile: 'read') {
                                    sh 'test -n "$DEPLOY_TOKEN" && test -n "$READ_TOKEN"'
                                }
                            }
                        }
                    }
                }
                parallel branches"""));

        assertDead(run, 10);
    }

    @Test
    void twoHundredParallelBlocks_haveEachTheirOwn() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                def branches = [:]
                for (int i = 0; i < 200; i++) {
                    branches["b${i}"] = { withJitCredentials(profile: 'deploy') { echo 'in' } }
                }
                parallel branches"""));

        assertDead(run, 200);
        assertThat(trial.authority().grants().stream()
                        .map(grant -> grant.fingerprint())
                        .distinct())
                .hasSize(200);
    }

    @Test
    void abortWhileItIsBeingRevoked_isNotForgotten() throws Exception {
        trial.authority()
                .faults()
                .arm(Fault.delay("/revoke", Duration.ofSeconds(3)).times(10));
        WorkflowRun run = begin("p", "withJitCredentials(profile: 'deploy') { echo 'in' }\nsleep 600");
        Trial.await(() -> trial.authority().faults().armed().stream().anyMatch(fault -> fault.times() < 10), "its end");

        run.getExecutor().interrupt();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertThat(trial.alive()).isZero();
    }

    @Test
    void file_isItsOwnersAloneAndGoneAfterwards() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                node {
                    withJitCredentials(profile: 'file') {
                        sh '''
                            printf %s "$TOKEN_TXT" > @OUTSIDE@/path
                            stat -c %a "$TOKEN_TXT" > @OUTSIDE@/mode
                            cat "$TOKEN_TXT" > @OUTSIDE@/token'''
                    }
                }"""));

        assertThat(Files.readString(outside.resolve("mode"))).isEqualTo("600\n");
        assertThat(Files.readString(outside.resolve("token"))).isNotBlank();
        String path = Files.readString(outside.resolve("path"));
        assertThat(path).contains("@tmp");
        assertThat(Path.of(path)).doesNotExist();
        assertDead(run, 1);
    }

    @Test
    void renewedFile_holdsOneValueAfterTheOther() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatusSuccess(start("p", """
                node {
                    withJitCredentials(profile: 'renewed') {
                        sh '''
                            first=$(cat "$TOKEN_TXT")
                            n=0
                            while [ "$(cat "$TOKEN_TXT")" = "$first" ] && [ $n -lt 200 ]; do sleep 0.1; n=$((n+1)); done
                            test "$(cat "$TOKEN_TXT")" != "$first"
                            echo "it is $(cat "$TOKEN_TXT")"'''
                    }
                }"""));

        jenkins.assertLogContains("it is ****", run);
        jenkins.assertLogContains("renewed", run);
        assertThat(trial.granted()).isGreaterThan(1);
        assertThat(trial.alive()).isZero();
    }

    @Test
    void jobThatNoRuleNames_isDeniedWithAllReasons() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE, start("forbidden", "withJitCredentials(profile: 'deploy') { echo 'never' }"));

        jenkins.assertLogContains("jobs of ours: job is forbidden, wanted p* or folder/**", run);
        jenkins.assertLogNotContains("never", run);
        jenkins.assertLogNotContains("\tat io.github", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void profileThatIsMisspelt_isToldWithTheNearest() throws Exception {
        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE, start("p", "withJitCredentials(profile: 'deplou') { echo 'never' }"));

        jenkins.assertLogContains("deploy", run);
        assertThat(trial.granted()).isZero();
    }

    @Test
    void issuerThatIsGone_failsTheBlockOnly() throws Exception {
        trial.close();

        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE, start("p", "withJitCredentials(profile: 'deploy') { echo 'never' }"));

        jenkins.assertLogContains("jit-credentials: ", run);
        jenkins.assertLogNotContains("never", run);
    }

    private void assertDead(WorkflowRun run, int granted) throws Exception {
        assertThat(trial.granted()).isEqualTo(granted);
        assertThat(trial.alive()).isZero();
        assertThat(JenkinsRule.getLog(run).lines().filter(line -> line.contains(PROVEN)))
                .hasSize(granted);
        assertThat(JitCredentials.get().server().held()).isEmpty();
        try (Stream<Path> blocks = Files.list(Places.blocks())) {
            assertThat(blocks).isEmpty();
        }
    }

    private void awaitNobodyAlive() throws Exception {
        Trial.await(() -> trial.alive() == 0, "the end of its lease");
    }

    private QueueTaskFuture<WorkflowRun> start(String job, String script) throws Exception {
        return job(job, script).scheduleBuild2(0);
    }

    private WorkflowRun begin(String job, String script) throws Exception {
        return job(job, script).scheduleBuild2(0).waitForStart();
    }

    private WorkflowJob job(String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(
                new CpsFlowDefinition(script.replace("@GATE@", GATE).replace("@OUTSIDE@", outside.toString()), true));
        return job;
    }
}
