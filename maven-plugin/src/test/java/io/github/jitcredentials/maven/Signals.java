package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.repository.UploadFault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Scenarios of the matrix in which the build gets a signal while an upload, and so its credential, is alive. */
final class Signals {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final int HELD_UPLOAD = 2;

    private Signals() {}

    static void term(Scene scene) throws IOException {
        ended(scene, "TERM", 143);
    }

    static void interrupt(Scene scene) throws IOException {
        ended(scene, "INT", 130);
    }

    private static void ended(Scene scene, String signal, int status) throws IOException {
        try (InnerBuild build = uploading(scene)) {
            build.signal(signal);

            assertThat(build.await()).isEqualTo(status);
            DeployIT.assertAllRevoked(scene.ground(), 1);
        }
    }

    static void kill(Scene scene) throws IOException {
        try (InnerBuild build = uploading(scene)) {
            Instant kill = Instant.now();
            build.signal("KILL");

            Ground.await("the guardian", () -> scene.ground().authority().live().isEmpty());
            Grant grant = scene.ground().authority().grants().get(0);
            assertThat(Duration.between(kill, grant.revokedAt().orElseThrow())).isLessThanOrEqualTo(BOUND);
            DeployIT.assertAllRevoked(scene.ground(), 1);
        }
    }

    private static InnerBuild uploading(Scene scene) throws IOException {
        Ground ground = scene.ground();
        ground.repository().faults().arm(UploadFault.hold(HELD_UPLOAD));
        InnerBuild build = scene.start(scene.project(), "-N", "deploy");
        Ground.await("upload " + HELD_UPLOAD, () -> {
            assertThat(build.isAlive()).as(build::output).isTrue();
            return ground.repository().faults().held() == 1;
        });
        assertThat(ground.authority().live()).hasSize(1);
        return build;
    }
}
