package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.repository.RepositoryEvent;
import io.github.jitcredentials.authority.repository.UploadFault;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real builds whose work takes longer than one value of its credential lives. */
class RenewIT {
    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(strings = "3.9.16")
    void programThatOutlivesItsValue_findsTheRenewedOneInItsFile(String version) throws IOException {
        try (Ground ground = Ground.open("renew " + version)) {
            Path project = Migration.project(ground);
            Ground.replace(project.resolve("jit-credentials.yml"), "ttl: 5m", "ttl: 4s\n    renew: 5m");
            ground.repository().faults().arm(UploadFault.hold(1));
            InnerBuild build = ground.start(version, project, "verify");
            Ground.await("the first upload", () -> ground.repository().faults().held() > 0);
            int known = ground.authority().grants().size();
            Ground.await("the end of the value that it carries", () -> ground.authority().grants().stream()
                    .limit(known)
                    .allMatch(grant -> grant.revokedAt().isPresent()));
            ground.repository().faults().clear();
            build.await();

            assertThat(build.output()).contains("BUILD SUCCESS", "2 leases", "all proven dead");
            assertThat(ground.authority().grants()).hasSizeGreaterThan(2).allMatch(grant -> grant.revokedAt()
                    .isPresent());
            assertThat(ground.uploads()).hasSize(3).allMatch(upload -> upload.status() == 201);
            assertThat(ground.uploads().stream()
                            .map(RepositoryEvent::fingerprint)
                            .limit(2)
                            .distinct())
                    .hasSize(2);
            assertThat(Migration.files(ground)).isEmpty();
        }
    }
}
