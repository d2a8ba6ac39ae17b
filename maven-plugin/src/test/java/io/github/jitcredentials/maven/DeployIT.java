package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.http.Fault;
import io.github.jitcredentials.authority.repository.UploadFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Real builds of the sample project that end by themselves, well or not. */
class DeployIT {

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void plain_aLeaseForEachModule(String version) throws IOException {
        try (Ground ground = Ground.open("plain " + version)) {
            InnerBuild build = ground.run(version, ground.project(), "deploy", "-DdeployAtEnd=false");

            assertThat(build.output())
                    .contains(
                            "BUILD SUCCESS",
                            "permit \"deploy\" for acme/app refs/heads/main (push), by token-file",
                            "deploy \u00b7 releases \u00b7 3 leases \u00b7 longest ",
                            " of 5m \u00b7 all proven dead",
                            "one lease would do");
            assertAllRevoked(ground, 3);
            assertThat(ground.uploads()).hasSize(24).allMatch(upload -> upload.status() == 201);
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void parallelAtEnd_oneLease(String version) throws IOException {
        try (Ground ground = Ground.open("at end " + version)) {
            InnerBuild build = ground.run(version, ground.project(), "deploy", "-T2");

            assertThat(build.output())
                    .contains("BUILD SUCCESS", "deploy \u00b7 repo:write \u00b7 lived ", "proven dead")
                    .doesNotContain("one lease would do");
            assertAllRevoked(ground, 1);
            assertThat(ground.uploads()).hasSize(24).allMatch(upload -> upload.status() == 201);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void parallelAsBasic_aLeaseForEachModule(String version) throws IOException {
        try (Ground ground = Ground.open("parallel " + version)) {
            Path project = ground.project();
            Ground.replace(project.resolve("jit-credentials.yml"), "as: bearer", "as: basic");
            InnerBuild build = ground.run(version, project, "deploy", "-T2", "-DdeployAtEnd=false");

            assertThat(build.output()).contains("BUILD SUCCESS", "3 leases");
            assertAllRevoked(ground, 3);
            assertThat(ground.uploads().stream()
                            .map(upload -> upload.fingerprint())
                            .distinct())
                    .hasSize(3);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void brokenModule_theOthersLeasesAreDead(String version) throws IOException {
        try (Ground ground = Ground.open("broken module " + version)) {
            Path project = ground.project();
            Files.writeString(
                    project.resolve("greeting-cli/src/main/java/com/example/cli/Broken.java"), "no Java at all");
            InnerBuild build = ground.run(version, project, "deploy", "-T2", "-fae", "-DdeployAtEnd=false");

            assertThat(build.output()).contains("BUILD FAILURE", "COMPILATION ERROR", "2 leases", "all proven dead");
            assertAllRevoked(ground, 2);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void brokenModuleAtEnd_nothingIsMinted(String version) throws IOException {
        try (Ground ground = Ground.open("broken at end " + version)) {
            Path project = ground.project();
            Files.writeString(
                    project.resolve("greeting-cli/src/main/java/com/example/cli/Broken.java"), "no Java at all");
            InnerBuild build = ground.run(version, project, "deploy", "-fae");

            assertThat(build.output()).contains("BUILD FAILURE", "permit \"deploy\"");
            assertAllRevoked(ground, 0);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void failingUpload_revokedWithItsGoal(String version) throws IOException {
        try (Ground ground = Ground.open("failing upload " + version)) {
            ground.repository()
                    .faults()
                    .arm(UploadFault.status(500).on(".*greeting-cli.*").times(50));
            InnerBuild build = ground.run(version, ground.project(), "deploy", "-fae", "-DdeployAtEnd=false");

            assertThat(build.output()).contains("BUILD FAILURE", "3 leases", "all proven dead");
            assertAllRevoked(ground, 3);
            Grant failed = ground.authority().grants().get(2);
            assertThat(failed.purpose()).isEqualTo("publish from main");
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void denied_failsBeforeAnythingIsBuilt(String version) throws IOException {
        try (Ground ground = Ground.openOnFeatureBranch("denied " + version)) {
            Path project = ground.project();
            InnerBuild build = ground.run(version, project, "deploy", "-fae");

            assertThat(build.output())
                    .contains(
                            "BUILD FAILURE",
                            "jit-credentials: denied \"deploy\" for acme/app refs/heads/feature-x (push), by token-file",
                            "wanted refs/heads/main or refs/tags/v*",
                            "mvn jit-credentials:check -Djit-credentials.profiles=deploy",
                            "Nothing was issued. Nothing was uploaded." + System.lineSeparator())
                    .doesNotContain("\tat ");
            assertThat(ground.authority().grants()).isEmpty();
            assertThat(ground.uploads()).isEmpty();
            assertThat(project.resolve("greeting/target")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void unreachableIssuer_nothingIsUploaded(String version) throws IOException {
        try (Ground ground = Ground.open("issuer down " + version)) {
            ground.authority().faults().arm(Fault.status("/token", 503).times(100));
            InnerBuild build = ground.run(version, ground.project(), "deploy");

            assertThat(build.output())
                    .contains("BUILD FAILURE", "jit-credentials: ", "Nothing was issued. Nothing was uploaded.")
                    .doesNotContain("\tat ");
            assertThat(ground.authority().grants()).isEmpty();
            assertThat(ground.uploads()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void withoutIdentity_failsOrLeavesItToTheSettings(String version) throws IOException {
        try (Ground ground = Ground.open("nobody " + version)) {
            Path project = ground.project();
            Files.delete(ground.authority().ci().orElseThrow().idTokenFile());
            InnerBuild failed = ground.run(version, project, "deploy");

            assertThat(failed.output())
                    .contains("BUILD FAILURE", "jit-credentials: no identity", "Nothing was issued.")
                    .doesNotContain("\tat ");
            assertThat(ground.uploads()).isEmpty();

            InnerBuild left = ground.run(version, project, "deploy", "-Djit-credentials.onNoIdentity=settings");

            assertThat(left.output()).contains("is left to settings.xml").doesNotContain("no identity");
            assertThat(ground.uploads()).isNotEmpty().allMatch(upload -> upload.status() == 401);
            assertThat(ground.authority().grants()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void offline_mavensOwnSentence(String version) throws IOException {
        try (Ground ground = Ground.open("offline " + version)) {
            Path project = ground.project();
            ground.run(
                    version, project, "deploy", "-Dmaven.deploy.skip=true"); // All that the sample needs is there now.
            InnerBuild build = ground.run(version, project, "deploy", "-o");

            assertThat(build.output())
                    .contains("Cannot deploy artifacts when Maven is in offline mode")
                    .doesNotContain("jit-credentials:");
            assertThat(ground.authority().grants()).isEmpty();
        }
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void noGuardedGoal_silentEvenWithABrokenFile(String version) throws IOException {
        try (Ground ground = Ground.open("no guarded goal " + version)) {
            Path project = ground.project();
            Files.writeString(project.resolve("jit-credentials.yml"), "version: [unfinished");
            InnerBuild build = ground.run(version, project, "package");

            assertThat(build.output()).contains("BUILD SUCCESS").doesNotContain("jit-credentials:");

            InnerBuild skipping = ground.run(version, project, "deploy", "-Dmaven.deploy.skip=true");

            assertThat(skipping.output()).contains("BUILD SUCCESS").doesNotContain("jit-credentials:");
            assertThat(ground.home().resolve("state/jit-credentials")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void brokenFile_saidInSecondTwo(String version) throws IOException {
        try (Ground ground = Ground.open("broken file " + version)) {
            Path project = ground.project();
            Ground.replace(project.resolve("jit-credentials.yml"), "ttl: 5m", "ttl: 2d");
            InnerBuild build = ground.run(version, project, "deploy");

            assertThat(build.output())
                    .contains(
                            "BUILD FAILURE",
                            "jit-credentials.yml:15:",
                            "2d",
                            "Nothing was issued. Nothing was uploaded.")
                    .doesNotContain("\tat ");
            assertThat(project.resolve("greeting/target")).doesNotExist();
        }
    }

    static void assertAllRevoked(Ground ground, int grants) {
        assertThat(ground.authority().grants()).hasSize(grants).allMatch(grant -> grant.revokedAt()
                .isPresent());
        assertThat(ground.authority().live()).isEmpty();
    }
}
