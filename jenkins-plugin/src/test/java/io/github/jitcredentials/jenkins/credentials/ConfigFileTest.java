package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.jenkins.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.configfiles.GlobalConfigFiles;
import org.jenkinsci.plugins.configfiles.maven.MavenSettingsConfig;
import org.jenkinsci.plugins.configfiles.maven.security.ServerCredentialMapping;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Maven's settings of the plugin config-file-provider, whose server has a stored credential that is issued. */
@WithJenkins
class ConfigFileTest {
    private static final Pattern PASSWORD = Pattern.compile("<password>([^<]+)</password>");

    @TempDir
    private Path outside;

    @Test
    void serverOfTheSettings_hasACredentialAsLongAsTheBlock(JenkinsRule jenkins) throws Exception {
        try (Trial trial = Trial.trusting(jenkins.getURL())) {
            Trial.configure(trial.url());
            Stored.all(Stored.login());
            GlobalConfigFiles.get()
                    .save(new MavenSettingsConfig(
                            "settings",
                            "settings",
                            "",
                            "<settings></settings>",
                            true,
                            List.of(new ServerCredentialMapping("releases", "login"))));
            assertThat(trial.granted()).isZero();
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
            job.setDefinition(new CpsFlowDefinition("""
                    node {
                        configFileProvider([configFile(fileId: 'settings', variable: 'SETTINGS')]) {
                            sh 'cp "$SETTINGS" @OUTSIDE@/settings; cat "$SETTINGS"'
                        }
                        sh 'while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done'
                    }""".replace("@OUTSIDE@", outside.toString()), true));

            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            Trial.await(() -> trial.granted() == 1 && trial.alive() == 0, "the end of what the block had");
            Files.createFile(outside.resolve("go"));

            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
            String settings = Files.readString(outside.resolve("settings"));
            assertThat(settings).contains("<id>releases</id>", "<username>ci</username>");
            Matcher password = PASSWORD.matcher(settings);
            assertThat(password.find()).isTrue();
            jenkins.assertLogContains("<password>****</password>", run);
            Path token = Files.writeString(outside.resolve("token"), password.group(1));
            Trial.assertClean(token, jenkins.jenkins.getRootDir().toPath());
        }
    }
}
