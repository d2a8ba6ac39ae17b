package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways in which people declare and call the plugin. */
class UseIT {
    private static final String PLUGIN =
            "<groupId>io.github.jitcredentials</groupId><artifactId>jit-credentials-maven-plugin</artifactId>";

    @Tag("thorough")
    @ParameterizedTest
    @CsvSource({"3.8.7, 2.8.2", "3.9.16, 3.0.0"})
    void olderDeployPlugin_isServedToo(String version, String deploy) throws IOException {
        assumeTrue(Stage.isWanted(version));
        try (Ground ground = Ground.open("deploy plugin " + deploy + " " + version)) {
            Path project = ground.project();
            Path pom = project.resolve("pom.xml");
            String text = Files.readString(pom);
            String older = text.replaceFirst(
                    "(maven-deploy-plugin</artifactId>\\s*<version>)[^<]+", "$1" + Matcher.quoteReplacement(deploy));
            assertThat(older).isNotEqualTo(text);
            Files.writeString(pom, older);
            InnerBuild build = ground.run(version, project, "deploy", "-T2");

            assertThat(build.output()).contains("BUILD SUCCESS", "proven dead");
            DeployIT.assertAllRevoked(ground, 1);
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void twoVersionsInOneReactor_bothNamed(String version) throws IOException {
        try (Ground ground = Ground.open("two versions " + version)) {
            Stage.publishPlugin("0.9.0");
            Path project = ground.project();
            Ground.replace(
                    project.resolve("greeting/pom.xml"),
                    "<artifactId>greeting</artifactId>",
                    "<artifactId>greeting</artifactId><build><plugins><plugin>" + PLUGIN
                            + "<version>0.9.0</version><extensions>true</extensions></plugin></plugins></build>");
            InnerBuild build = ground.run(version, project, "deploy");

            assertThat(build.output())
                    .contains(
                            "BUILD FAILURE",
                            "this build has 2 copies of the extension",
                            "jit-credentials-maven-plugin-0.9.0.jar",
                            "jit-credentials-maven-plugin-1.0.0-SNAPSHOT.jar",
                            "Declare it once");
            assertThat(ground.authority().grants()).isEmpty();

            assertThat(ground.run(version, project, "package").output())
                    .contains("BUILD SUCCESS")
                    .doesNotContain("jit-credentials:");
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void fromAModuleOrOfAFile_theRootsFileIsFound(String version) throws IOException {
        try (Ground ground = Ground.open("module " + version)) {
            Path project = ground.project();
            InnerBuild module = ground.run(version, project, "deploy", "-f", "greeting");

            assertThat(module.output()).contains("BUILD SUCCESS", "proven dead");
            DeployIT.assertAllRevoked(ground, 1);

            InnerBuild file = ground.run(
                    version,
                    project,
                    "-N",
                    "deploy:deploy-file",
                    "-Dfile=pom.xml",
                    "-DgroupId=com.example",
                    "-DartifactId=by-hand",
                    "-Dversion=1",
                    "-Dpackaging=xml",
                    "-DrepositoryId=releases",
                    "-Durl=" + ground.repository().url() + "/by-hand");

            assertThat(file.output()).contains("BUILD SUCCESS", "proven dead");
            DeployIT.assertAllRevoked(ground, 2);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void skipped_asIfWeWereNotThere(String version) throws IOException {
        try (Ground ground = Ground.open("skipped " + version)) {
            InnerBuild build = ground.run(version, ground.project(), "deploy", "-Djit-credentials.skip");

            assertThat(build.output()).contains("BUILD FAILURE", "401").doesNotContain("jit-credentials:");
            assertThat(ground.authority().grants()).isEmpty();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void check_explainsAndMintsNothing(String version) throws IOException {
        try (Ground ground = Ground.open("check " + version)) {
            Path project = ground.project();
            InnerBuild build = ground.run(version, project, "jit-credentials:check");

            assertThat(build.output())
                    .contains(
                            "BUILD SUCCESS",
                            "server \"releases\" at " + ground.repository().url() + "/: permit \"deploy\"");

            Ground.replace(project.resolve("jit-credentials.yml"), "event: push", "event: schedule");
            InnerBuild refused = ground.run(version, project, "jit-credentials:check");

            assertThat(refused.output())
                    .contains("BUILD FAILURE", "event is push, wanted schedule", "1 of 1 profiles would be refused")
                    .doesNotContain("\tat ");
            assertThat(ground.authority().grants()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void audit_verifiesTheLogAndWritesItsEvents(String version) throws IOException {
        try (Ground ground = Ground.open("audit " + version)) {
            Path project = ground.project();
            Path live = project.resolveSibling("live.jsonl");
            Path exported = project.resolveSibling("exported.jsonl");
            ground.run(version, project, "deploy", "-Djit-credentials.auditEvents=" + live);
            InnerBuild audit =
                    ground.run(version, project, "jit-credentials:audit", "-Djit-credentials.export=" + exported);

            assertThat(audit.output()).contains("BUILD SUCCESS", " is intact, ");
            assertThat(Files.readAllLines(live))
                    .isEqualTo(Files.readAllLines(exported))
                    .anyMatch(line -> line.contains("\"type\":\"io.github.jitcredentials.audit.proven.v1\""));

            Files.writeString(exported, "{}\n");
            InnerBuild changed =
                    ground.run(version, project, "jit-credentials:audit", "-Djit-credentials.audit=" + exported);

            assertThat(changed.output())
                    .contains(
                            "BUILD FAILURE", exported + ":1: the audit log has a line that does not end with its hash")
                    .doesNotContain("\tat ");
        }
    }
}
