package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.repository.UploadFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Real builds of one user on one machine at the same time, and one that stands still. */
class BesideIT {
    private static final Duration TTL = Duration.ofSeconds(6);

    /** The guardian leaves the owner a second, looks every second, and needs a moment to revoke. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void twoBuilds_neitherSeesRevokesOrSweepsTheOthersLease(String version) throws Exception {
        try (Ground ground = Ground.open("two builds " + version)) {
            Path project = ground.project();
            ground.repository().faults().arm(UploadFault.hold(1));
            try (InnerBuild first = ground.start(version, project, "deploy")) {
                awaitHeld(ground, first);
                String held = ground.authority().live().get(0).id();

                assertThat(second(ground, version, project)).isZero();

                assertThat(ground.authority().live()).extracting(Grant::id).containsExactly(held);
                ground.repository().faults().clear();
                assertThat(first.await()).as(first.output()).isZero();
            }
            DeployIT.assertAllRevoked(ground, 2);
        }
    }

    /** Another build of the same user: the same state directory, the same runtime directory. */
    private static int second(Ground ground, String version, Path project) throws IOException, InterruptedException {
        Path log = ground.home().resolve("second.log");
        List<String> arguments = List.of(
                "-f",
                project.resolve("pom.xml").toString(),
                "-Drepository.url=" + ground.repository().url(),
                "-Dmaven.test.skip=true",
                "deploy");
        ProcessBuilder builder = new ProcessBuilder(Stage.maven(version, arguments))
                .directory(ground.home().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Stage.environment(builder.environment(), ground.home());
        Process process = builder.start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(log).content().contains("proven dead").doesNotContain("an earlier run");
        return process.exitValue();
    }

    @Tag("thorough")
    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void stoppedPastItsDeadline_revokedByTheGuardian(String version) throws IOException {
        try (Ground ground = Ground.open("stopped " + version)) {
            Path project = ground.project();
            Path file = project.resolve("jit-credentials.yml");
            Files.writeString(file, Files.readString(file).replace("ttl: 5m", "ttl: " + TTL.toSeconds() + "s"));
            ground.repository().faults().arm(UploadFault.hold(1));
            try (InnerBuild build = ground.start(version, project, "deploy")) {
                awaitHeld(ground, build);
                build.signal("STOP");

                Ground.await("the guardian", () -> ground.authority().live().isEmpty());
                Grant grant = ground.authority().grants().get(0);
                Instant deadline = grant.issued().plus(TTL);
                assertThat(grant.revokedAt().orElseThrow()).isBetween(deadline.minusSeconds(1), deadline.plus(GRACE));

                ground.repository().faults().clear();
                build.signal("CONT");
                assertThat(build.await()).as("the next upload is refused").isNotZero();
                assertThat(build.output()).contains("proven dead");
            }
            DeployIT.assertAllRevoked(ground, 1);
        }
    }

    private static void awaitHeld(Ground ground, InnerBuild build) {
        Ground.await("the upload to begin", () -> {
            assertThat(build.isAlive()).as(build::output).isTrue();
            return ground.repository().faults().held() == 1;
        });
        assertThat(ground.authority().live()).hasSize(1);
    }
}
