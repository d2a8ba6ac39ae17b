package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Scenarios of the matrix that end by themselves. */
final class Deploys {
    private Deploys() {}

    static void plain(Scene scene) throws IOException {
        assertThreeLeases(scene, scene.run(scene.project(), "deploy", "-DdeployAtEnd=false"));
    }

    static void parallel(Scene scene) throws IOException {
        assertThreeLeases(scene, scene.run(scene.project(), "deploy", "-T2", "-DdeployAtEnd=false"));
    }

    private static void assertThreeLeases(Scene scene, InnerBuild build) {
        assertThat(build.output()).contains("BUILD SUCCESS", "3 leases", "all proven dead");
        assertThat(scene.ground().uploads()).isNotEmpty().allMatch(upload -> upload.status() == 201);
        DeployIT.assertAllRevoked(scene.ground(), 3);
    }

    static void atEnd(Scene scene) throws IOException {
        InnerBuild build = scene.run(scene.project(), "deploy");

        assertThat(build.output()).contains("BUILD SUCCESS", "proven dead").doesNotContain("one lease would do");
        assertThat(scene.ground().uploads()).isNotEmpty().allMatch(upload -> upload.status() == 201);
        DeployIT.assertAllRevoked(scene.ground(), 1);
    }

    static void failAtEnd(Scene scene) throws IOException {
        Path project = scene.project();
        Files.writeString(project.resolve("greeting-cli/src/main/java/com/example/cli/Broken.java"), "no Java at all");
        InnerBuild build = scene.run(project, "deploy", "--fail-at-end", "-DdeployAtEnd=false");

        assertThat(build.output()).contains("BUILD FAILURE", "COMPILATION ERROR", "2 leases", "all proven dead");
        DeployIT.assertAllRevoked(scene.ground(), 2);
    }

    /** Within the destination it is served, elsewhere nothing is minted. */
    static void alternative(Scene scene) throws IOException {
        Path project = scene.project();
        InnerBuild within = scene.run(
                project,
                "-N",
                "deploy",
                "-DaltDeploymentRepository=releases::"
                        + scene.ground().repository().url() + "/other");

        assertThat(within.output()).contains("BUILD SUCCESS", "proven dead");
        assertThat(scene.ground().uploads())
                .isNotEmpty()
                .allMatch(upload -> upload.status() == 201 && upload.path().startsWith("/other/"));
        DeployIT.assertAllRevoked(scene.ground(), 1);

        try (Witness elsewhere = Witness.at("127.0.0.2")) {
            InnerBuild outside =
                    scene.run(project, "-N", "deploy", "-DaltDeploymentRepository=releases::" + elsewhere.url());

            assertThat(outside.output()).contains("nothing is minted for it");
            assertThat(elsewhere.seen()).isNotEmpty().allMatch(Witness.Seen::carriesNothing);
        }
        DeployIT.assertAllRevoked(scene.ground(), 1);
    }

    static void bearer(Scene scene) throws IOException {
        presented(scene, "bearer", "Bearer ");
    }

    static void basic(Scene scene) throws IOException {
        presented(scene, "basic", "Basic ");
    }

    private static void presented(Scene scene, String as, String begins) throws IOException {
        try (Witness witness = Witness.at("127.0.0.1")) {
            Path project = scene.project(witness.url());
            Path file = project.resolve("jit-credentials.yml");
            Files.writeString(file, Files.readString(file).replace("as: bearer", "as: " + as));
            InnerBuild build = scene.run(project, "-N", "deploy", "-Drepository.url=" + witness.url());

            assertThat(build.output()).contains("BUILD SUCCESS", "proven dead");
            assertThat(witness.seen()).isNotEmpty().allMatch(seen -> String.valueOf(seen.authorization())
                    .startsWith(begins));
        }
        DeployIT.assertAllRevoked(scene.ground(), 1);
    }

    static void tooOld(Scene scene) throws IOException {
        InnerBuild build = scene.run(scene.project(), "-N", "deploy");

        assertThat(build.output())
                .contains(
                        "BUILD FAILURE",
                        "jit-credentials: this build asks for a just-in-time credential, which needs Java 17; Maven runs on Java ",
                        "Point JAVA_HOME at a JDK 17",
                        "Nothing was issued. Nothing was uploaded.")
                .doesNotContain("\tat ");
        assertThat(scene.ground().authority().grants()).isEmpty();
        assertThat(scene.ground().uploads()).isEmpty();
    }
}
