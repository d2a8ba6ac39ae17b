package io.github.jitcredentials.jenkins;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * For tests with a controller that is a process of its own, which is stopped or killed: it is started and configured, the authority
 * is outside of it, and so is a directory in which steps tell how far they are. Its one job is {@code p}.
 */
public abstract class SeparateController {
    @RegisterExtension
    protected final RealJenkinsExtension controller;

    @TempDir
    protected Path outside;

    protected Trial trial;

    protected SeparateController() {
        this(new RealJenkinsExtension());
    }

    protected SeparateController(RealJenkinsExtension controller) {
        this.controller = controller;
    }

    @BeforeEach
    void open() throws Throwable {
        controller.startJenkins();
        trial = Trial.trusting(controller.getUrl());
        String authority = trial.url();
        controller.runRemotely(jenkins -> {
            Trial.configure(authority);
        });
    }

    @AfterEach
    void close() {
        trial.close();
    }

    /** Starts build 1. @param script where {@code @OUTSIDE@} stands for the directory outside */
    protected final void start(String script) throws Throwable {
        String pipeline = script.replace("@OUTSIDE@", outside.toString());
        controller.runRemotely(jenkins -> {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
            job.setDefinition(new CpsFlowDefinition(pipeline, true));
            job.scheduleBuild2(0).waitForStart();
        });
    }

    /** A step that waits in a block until {@link #letGo}, and has written what it was given to {@code outside/token}. */
    protected static String waitingStep(String secret) {
        return """
                sh '''
                    set +x
                    printf %s "@SECRET@" > @OUTSIDE@/token
                    touch @OUTSIDE@/inside
                    while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done
                    echo "it was @SECRET@"'''
                """.replace("@SECRET@", secret);
    }

    /** Waits until that step has begun. */
    protected final void awaitInside() throws Exception {
        Trial.await(outside.resolve("inside"));
    }

    /** Waits until that step is on disk, too: the controller reads what it prints. */
    protected final void awaitOutput() throws Exception {
        Trial.await(
                () -> Files.readString(controller.getHome().toPath().resolve("jobs/p/builds/1/log"))
                        .contains("+ set +x"),
                "the step's output");
    }

    protected final void letGo() throws Exception {
        Files.createFile(outside.resolve("go"));
    }

    /** What build 1 has said when it is over. */
    protected final String logWhenOver() throws Throwable {
        return controller.runRemotely(SeparateController::finished);
    }

    private static String finished(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run = run(jenkins);
        jenkins.waitForCompletion(run);
        return JenkinsRule.getLog(run);
    }

    /** Build 1, within the controller. */
    protected static WorkflowRun run(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
    }
}
