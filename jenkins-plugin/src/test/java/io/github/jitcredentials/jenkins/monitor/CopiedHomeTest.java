package io.github.jitcredentials.jenkins.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import io.github.jitcredentials.jenkins.Trial;
import io.github.jitcredentials.jenkins.pages.LiveLeases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A home that was copied, as for a rehearsal, while the original goes on. */
class CopiedHomeTest {
    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension();

    @Test
    void copyOfAHome_raisesAnAlarmAndRevokesNothing() throws Throwable {
        controller.startJenkins();
        try (Trial trial = Trial.trusting(controller.getUrl())) {
            String authority = trial.url();
            controller.runRemotely((RealJenkinsExtension.Step) jenkins -> Trial.configure(authority));
            controller.runRemotely(CopiedHomeTest::begin);
            controller.stopJenkinsForcibly();
            assertThat(trial.alive()).isOne();
            Path home = controller.getHome().toPath();
            copy(home.resolve("jit-credentials/journal"));
            // In the copy nobody goes on with the build, as in one that was taken of a home without its builds.
            hudson.Util.deleteRecursive(home.resolve("jobs/p").toFile());

            controller.startJenkins();
            String alarm = controller.runRemotely(CopiedHomeTest::alarm);

            assertThat(alarm).contains("was copied", "the journal comes from", "nothing of it is revoked from here");
            assertThat(trial.alive()).isOne();
        }
    }

    private static void begin(JenkinsRule jenkins) throws Throwable {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition("withJitCredentials(profile: 'deploy') { sleep 600 }", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        // The body runs once the lease is written down.
        jenkins.waitForMessage("Sleeping for", run);
    }

    private static String alarm(JenkinsRule jenkins) throws Throwable {
        LeftJournals monitor = ExtensionList.lookupSingleton(LeftJournals.class);
        Instant until = Instant.now().plus(Duration.ofSeconds(60));
        while (!monitor.isActivated() && Instant.now().isBefore(until)) {
            Thread.sleep(50);
        }
        assertThat(LiveLeases.get().stuck()).isEmpty();
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setJavaScriptEnabled(false);
            String all = client.goTo("manage").getWebResponse().getContentAsString();
            return all.substring(all.indexOf("id=\"main-panel\""), all.indexOf("<footer"));
        }
    }

    /** In the same place, as a volume that was restored from a copy: another inode, which is what tells them apart. */
    private static void copy(Path journals) throws Exception {
        Path original = journals.resolveSibling("original");
        Files.move(journals, original);
        Files.createDirectory(journals);
        Files.setPosixFilePermissions(journals, Files.getPosixFilePermissions(original));
        try (Stream<Path> files = Files.list(original)) {
            for (Path file : files.toList()) {
                Path copy = journals.resolve(file.getFileName().toString());
                Files.copy(file, copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
            }
        }
    }
}
