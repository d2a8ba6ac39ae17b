package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A controller that is a process of its own, killed while a step has what was issued. */
class IssuedRestartTest {
    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension();

    @TempDir
    private Path outside;

    private Trial trial;

    @BeforeEach
    void open() throws Throwable {
        controller.startJenkins();
        trial = Trial.trusting(controller.getUrl());
        String authority = trial.url();
        controller.runRemotely(jenkins -> {
            Trial.configure(authority);
            Stored.all(Stored.text());
        });
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void blocksThatOutliveAKill_endTheirLeasesAfterwards() throws Throwable {
        String script = """
                node {
                    withCredentials([string(credentialsId: 'text', variable: 'T'), jit(profile: 'deploy')]) {
                        sh '''
                            printf %s "$T" > @OUTSIDE@/token; printf %s "$DEPLOY_TOKEN" > @OUTSIDE@/other
                            touch @OUTSIDE@/inside
                            while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done
                            echo "it was $T and $DEPLOY_TOKEN"'''
                        sh 'test "$T" = "$(cat @OUTSIDE@/token)"'
                    }
                    sh 'test -z "$T$DEPLOY_TOKEN"'
                }""".replace("@OUTSIDE@", outside.toString());
        controller.runRemotely(jenkins -> {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
            job.setDefinition(new CpsFlowDefinition(script, true));
            job.scheduleBuild2(0).waitForStart();
        });
        Trial.await(outside.resolve("inside"));
        assertThat(trial.alive()).isEqualTo(2);

        controller.stopJenkinsForcibly();
        // What the step itself printed lies in its workspace, where the agent is the controller.
        for (String kept : List.of("jobs", "jit-credentials", "credentials.xml")) {
            Path path = controller.getHome().toPath().resolve(kept);
            Trial.canary(outside.resolve("token")).assertClean(path);
            Trial.canary(outside.resolve("other")).assertClean(path);
        }
        controller.startJenkins();
        Files.createFile(outside.resolve("go"));

        String log = controller.runRemotely(IssuedRestartTest::finished);
        assertThat(log).contains("it was **** and ****").contains("Finished: SUCCESS");
        assertThat(log.lines().filter(line -> line.contains("proven dead"))).hasSize(2);
        assertThat(trial.granted()).isEqualTo(2);
        assertThat(trial.alive()).isZero();
        Trial.canary(outside.resolve("token")).assertClean(controller.getHome().toPath());
    }

    private static String finished(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
        jenkins.waitForCompletion(run);
        return JenkinsRule.getLog(run);
    }
}
