package io.github.jitcredentials.jenkins.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import hudson.Util;
import io.github.jitcredentials.authority.maven.OverlayRepository;
import io.github.jitcredentials.authority.repository.GuardedRepository;
import io.github.jitcredentials.authority.repository.RepositorySettings;
import io.github.jitcredentials.jenkins.ConfiguredController;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.configfiles.GlobalConfigFiles;
import org.jenkinsci.plugins.configfiles.maven.MavenSettingsConfig;
import org.jenkinsci.plugins.configfiles.maven.security.ServerCredentialMapping;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The step withMaven of the plugin pipeline-maven, around a real {@code mvn deploy} to a repository that asks who uploads. */
class WithMavenTest extends ConfiguredController {
    private static final String POM = """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId><artifactId>greeting</artifactId><version>1</version>
              <packaging>pom</packaging>
              <distributionManagement>
                <repository><id>releases</id><url>@REPOSITORY@/</url></repository>
              </distributionManagement>
              <build><pluginManagement><plugins>
                <plugin>
                  <artifactId>maven-install-plugin</artifactId><version>3.1.4</version>
                  <configuration><skip>true</skip></configuration>
                </plugin>
                <plugin><artifactId>maven-deploy-plugin</artifactId><version>3.1.4</version></plugin>
              </plugins></pluginManagement></build>
            </project>""";

    private GuardedRepository repository;

    @BeforeEach
    void openRepository() throws IOException {
        if (!hasMaven()) {
            System.out.println("left out: withMaven needs mvn in the PATH");
            abort("withMaven needs mvn in the PATH");
        }
        repository = GuardedRepository.start(RepositorySettings.of(
                outside.resolve("repository"),
                trial.authority().url(),
                trial.authority().adminTokenFile()));
    }

    @AfterEach
    void closeRepository() throws IOException {
        if (repository != null) {
            repository.close();
            // JUnit would warn of each link in it.
            Util.deleteRecursive(outside.resolve("overlay").toFile());
        }
    }

    @Test
    void serverOfTheSettings_hasWhatIsIssued_asLongAsTheBlock() throws Exception {
        Stored.all(Stored.login());
        GlobalConfigFiles.get()
                .save(new MavenSettingsConfig(
                        "settings",
                        "settings",
                        "",
                        "<settings/>",
                        true,
                        List.of(new ServerCredentialMapping("releases", "login"))));

        WorkflowRun run = run("""
                withMaven(mavenSettingsConfig: 'settings') { sh '@DEPLOY@' }
                sh 'while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done'""");

        assertDeployed(run);
    }

    @Test
    void settingsOfTheProject_haveWhatTheBlockHandsOver() throws Exception {
        WorkflowRun run = run("""
                writeFile file: 'settings.xml', text: \"\"\"<settings><servers><server>
                    <id>releases</id><username>ci</username><password>\\${env.DEPLOY_TOKEN}</password>
                    </server></servers></settings>\"\"\"
                withJitCredentials(profile: 'deploy') {
                    withMaven(mavenSettingsFilePath: 'settings.xml') { sh '@DEPLOY@' }
                }
                sh 'while [ ! -e @OUTSIDE@/go ]; do sleep 0.1; done'""");

        assertDeployed(run);
    }

    private void assertDeployed(WorkflowRun run) throws Exception {
        while (run.isBuilding() && (trial.granted() == 0 || trial.alive() > 0)) {
            Thread.sleep(20);
        }
        assertThat(run.isBuilding()).as(JenkinsRule.getLog(run)).isTrue();
        Files.createFile(outside.resolve("go"));
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        jenkins.assertLogContains("BUILD SUCCESS", run);
        jenkins.assertLogContains("proven dead", run);
        assertThat(repository.root().resolve("com/example/greeting/1/greeting-1.pom"))
                .exists();
        assertThat(trial.granted()).isOne();
        assertThat(trial.alive()).isZero();
        assertThat(repository.replayLast()).as("the same again").isEqualTo(401);
    }

    /** A build with these steps in a workspace that holds a project. */
    private WorkflowRun run(String steps) throws Exception {
        OverlayRepository local =
                OverlayRepository.over(Path.of(System.getProperty("localRepository")), outside.resolve("overlay"));
        String script = "node {\nwriteFile file: 'pom.xml', text: '''" + POM + "'''\n" + steps + "\n}";
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(
                script.replace(
                                "@DEPLOY@",
                                "mvn -B -ntp -Dmaven.repo.local=" + local.root()
                                        + " -Daether.lrm.enhanced.verifyRealPath=false deploy")
                        .replace("@REPOSITORY@", repository.url().toString())
                        .replace("@OUTSIDE@", outside.toString()),
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static boolean hasMaven() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "mvn")));
    }
}
