package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The scenario of a release: a Maven that runs a Maven, which has a lease of its own. */
final class Releases {
    private static final String PLUGIN = "org.apache.maven.plugins:maven-release-plugin:3.3.1:";

    private Releases() {}

    static void release(Scene scene) throws IOException {
        Ground ground = scene.ground();
        Path project = scene.project();
        committed(scene, project);

        InnerBuild rehearsed = scene.run(project, PLUGIN + "prepare", "-DdryRun=true");
        assertThat(rehearsed.output()).contains("BUILD SUCCESS").doesNotContain("jit-credentials:");
        DeployIT.assertAllRevoked(ground, 0);

        InnerBuild prepared = scene.run(project, PLUGIN + "prepare", "-Dresume=false");
        assertThat(prepared.output()).contains("BUILD SUCCESS").doesNotContain("jit-credentials:");
        DeployIT.assertAllRevoked(ground, 0);

        InnerBuild performed = scene.run(project, PLUGIN + "perform");
        assertThat(performed.output()).contains("BUILD SUCCESS", "permit \"deploy\"", "proven dead");
        assertThat(ground.uploads()).allMatch(upload -> upload.status() == 201).anyMatch(upload -> upload.path()
                .contains("/greeting/1.5.0/"));
        DeployIT.assertAllRevoked(ground, 1);
    }

    /** What the nested Maven is told lies in the project, as it is checked out anew. */
    private static void committed(Scene scene, Path project) throws IOException {
        // Its name has no space, which the release plugin could not bear in a URL.
        Path origin = Stage.directory("origin" + scene.cell().maven());
        git(scene, origin, "init", "-q", "--bare", "-b", "main");
        for (String pom : List.of("pom.xml", "greeting/pom.xml", "greeting-cli/pom.xml")) {
            Ground.replace(project.resolve(pom), "<version>1.4.0</version>", "<version>1.5.0-SNAPSHOT</version>");
        }
        Ground.replace(
                project.resolve("pom.xml"),
                "<build>",
                "<scm><developerConnection>scm:git:file://" + origin
                        + "</developerConnection><tag>HEAD</tag></scm><build>");
        Files.writeString(
                project.resolve(".mvn/maven.config"),
                String.join(
                        "\n",
                        List.of(
                                "-Drepository.url="
                                        + scene.ground().repository().url(),
                                "-Dmaven.repo.local=" + Stage.repository().root(),
                                "-Daether.lrm.enhanced.verifyRealPath=false",
                                "-Dmaven.test.skip=true",
                                "-DignoreSnapshots=true", // The plugin under test is one.
                                "-DpreparationGoals=validate",
                                "-Dgoals=deploy",
                                "-DreleaseVersion=1.5.0",
                                "-DdevelopmentVersion=1.6.0-SNAPSHOT",
                                "-DautoVersionSubmodules=true",
                                "-Dtag=v1.5.0",
                                "")));
        Files.writeString(project.resolve(".gitignore"), "target/\nrelease.properties\n*.releaseBackup\npom.xml.*\n");
        git(scene, project, "init", "-q", "-b", "main");
        git(scene, project, "config", "user.name", "Trial");
        git(scene, project, "config", "user.email", "trial@example.com");
        git(scene, project, "config", "commit.gpgSign", "false");
        git(scene, project, "add", "-A");
        git(scene, project, "commit", "-q", "-m", "begin");
        git(scene, project, "push", "-q", origin.toString(), "main");
    }

    private static void git(Scene scene, Path project, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Path log = scene.ground().home().resolve("git.log");
        Files.createDirectories(scene.ground().home());
        Process git = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        assertThat(git.onExit().join().exitValue())
                .as(() -> command + "\n" + read(log))
                .isZero();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
