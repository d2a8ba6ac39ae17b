package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.repository.UploadFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real builds that get a signal between acquire and revoke, while a program works with the credential. */
class AcquireKilledIT {
    private static final Duration BOUND = Duration.ofSeconds(2);

    private static InnerBuild migrating(Ground ground, String version) throws IOException {
        ground.repository().faults().arm(UploadFault.hold(1));
        InnerBuild build = ground.start(version, Migration.project(ground), "verify");
        Ground.await("a migration", () -> {
            assertThat(build.isAlive())
                    .as(() -> "Maven at work:\n" + build.output())
                    .isTrue();
            return ground.repository().faults().held() == 1;
        });
        assertThat(ground.authority().live()).hasSize(1);
        assertThat(Migration.files(ground)).singleElement().asString().endsWith(Migration.NAME);
        return build;
    }

    @Tag("thorough")
    @ParameterizedTest
    @CsvSource({"3.8.7, TERM, 143", "3.9.16, INT, 130"})
    void toldToEnd_revokedAndDeletedBeforeItsEnd(String version, String signal, int status) throws IOException {
        try (Ground ground = Ground.open("migrate " + signal);
                InnerBuild build = migrating(ground, version)) {
            build.signal(signal);

            assertThat(build.await()).isEqualTo(status);
            DeployIT.assertAllRevoked(ground, 1);
            assertThat(Migration.files(ground)).isEmpty();
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void killed_revokedAndDeletedByTheGuardian(String version) throws IOException {
        try (Ground ground = Ground.open("migrate killed " + version);
                InnerBuild build = migrating(ground, version)) {
            Instant kill = Instant.now();
            build.signal("KILL");

            Ground.await("the guardian", () -> ground.authority().live().isEmpty());
            List<Grant> grants = ground.authority().grants();
            assertThat(grants).hasSize(1);
            assertThat(Duration.between(kill, grants.get(0).revokedAt().orElseThrow()))
                    .isLessThanOrEqualTo(BOUND);
            Ground.await("the guardian's tidying", () -> Migration.files(ground).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "3.9.16")
    void killedWithoutAGuardian_nextBuildRevokesAndDeletes(String version) throws IOException {
        try (Ground ground = Ground.open("migrate left " + version)) {
            ground.repository().faults().arm(UploadFault.hold(1));
            Path project = Migration.project(ground);
            try (InnerBuild build = ground.start(version, project, "verify", "-Djit-credentials.guardian=off")) {
                Ground.await("a migration", () -> ground.repository().faults().held() == 1);
                build.signal("KILL");
                build.await();
            }
            assertThat(ground.authority().live()).hasSize(1);
            assertThat(Migration.files(ground)).hasSize(1);

            InnerBuild next = ground.run(version, project, "verify");

            assertThat(next.output()).contains("BUILD SUCCESS", "an earlier run left lease");
            DeployIT.assertAllRevoked(ground, 3);
            assertThat(Migration.files(ground)).isEmpty();
        }
    }
}
