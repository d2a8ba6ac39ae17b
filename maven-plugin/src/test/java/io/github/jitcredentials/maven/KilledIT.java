package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.repository.UploadFault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Real builds that get a signal in the middle of an upload, while their credential is alive. */
class KilledIT {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final int HELD_UPLOAD = 5;

    private InnerBuild build;

    @AfterEach
    void nothingIsLeftBehind() {
        build.close();
    }

    private void upload(Ground ground, String version) throws IOException {
        ground.repository().faults().arm(UploadFault.hold(HELD_UPLOAD));
        build = ground.start(version, ground.project(), "deploy");
        Ground.await("upload " + HELD_UPLOAD, () -> {
            assertThat(build.isAlive())
                    .as(() -> "Maven at work:\n" + build.output())
                    .isTrue();
            return ground.repository().faults().held() == 1;
        });
        assertThat(ground.authority().live()).hasSize(1);
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void terminated_revokedBeforeItsEnd(String version) throws IOException {
        try (Ground ground = Ground.open("terminated " + version)) {
            upload(ground, version);
            build.signal("TERM");

            assertThat(build.await()).isEqualTo(143);
            DeployIT.assertAllRevoked(ground, 1);
            assertThat(build.output()).contains("deploy \u00b7 repo:write \u00b7 lived ", "proven dead");
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void interrupted_revokedBeforeItsEnd(String version) throws IOException {
        try (Ground ground = Ground.open("interrupted " + version)) {
            upload(ground, version);
            build.signal("INT");

            assertThat(build.await()).isEqualTo(130);
            DeployIT.assertAllRevoked(ground, 1);
        }
    }

    @ParameterizedTest
    @ArgumentsSource(UsualMavens.class)
    void killed_revokedByTheGuardian(String version) throws IOException {
        try (Ground ground = Ground.open("killed " + version)) {
            upload(ground, version);
            Instant kill = Instant.now();
            build.signal("KILL");

            Ground.await("the guardian", () -> ground.authority().live().isEmpty());
            List<Grant> grants = ground.authority().grants();
            assertThat(grants).hasSize(1);
            assertThat(Duration.between(kill, grants.get(0).revokedAt().orElseThrow()))
                    .isLessThanOrEqualTo(BOUND);
        }
    }
}
