package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantsPageTest {
    private Trial trial;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        trial = Trial.in(directory);
    }

    @AfterEach
    void stop() {
        trial.close();
    }

    @Test
    void grants_tellWhoWhatAndUntilWhen() throws IOException {
        String token = trial.exchange("purpose", "publish 1.4.0").text("access_token");
        trial.clock().advance(Duration.ofSeconds(3));
        trial.revoke("any", token);

        List<Map<String, Object>> grants = page("/grants").array();

        assertThat(grants).hasSize(1);
        assertThat(grants.get(0))
                .containsEntry("id", "grant-1")
                .containsEntry("fingerprint", Fingerprint.of(token))
                .containsEntry("client", "any")
                .containsEntry("subject", Trial.MAIN)
                .containsEntry("scope", "repo:write")
                .containsEntry("kind", "opaque")
                .containsEntry("issued", "2026-11-22T12:00:00Z")
                .containsEntry("expires", "2026-11-22T12:05:00Z")
                .containsEntry("revoked", "2026-11-22T12:00:03Z")
                .containsEntry("purpose", "publish 1.4.0")
                .containsEntry("requestId", null);
    }

    @Test
    void live_holdsNeitherRevokedNorExpired() throws IOException {
        trial.revoke("any", trial.token("repo:write"));
        String alive = trial.token("repo:write");

        assertThat(page("/live").array()).singleElement().satisfies(grant -> assertThat(grant)
                .containsEntry("fingerprint", Fingerprint.of(alive))
                .containsEntry("revoked", null));
        trial.clock().advance(Duration.ofMinutes(5));
        assertThat(page("/live").body()).isEqualTo("[]");
        assertThat(page("/grants").array()).hasSize(2);
    }

    @Test
    void neverAToken_norItsWholeHash() throws IOException {
        String opaque = trial.token("repo:write");
        String signed = trial.exchange("client_id", "signed").text("access_token");

        String shown = page("/grants").body()
                + page("/live").body()
                + trial.authority()
                + trial.authority().grants()
                + trial.ci();

        assertThat(shown)
                .contains(Fingerprint.of(opaque), Fingerprint.of(signed))
                .doesNotContain(
                        opaque,
                        Fingerprint.sha256(opaque),
                        signed,
                        signed.split("\\.")[2],
                        Fingerprint.sha256(signed),
                        trial.adminToken());
    }

    @Test
    void withoutTheAdminToken_nothingIsShown() throws IOException {
        String token = trial.token("repo:write");

        for (String path : List.of("/live", "/grants", "/faults")) {
            assertThat(Http.get(trial.url(), path).status()).isEqualTo(401);
            assertThat(Http.get(trial.url(), path, "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(401);
        }
    }

    private Http.Answer page(String path) throws IOException {
        return Http.get(trial.url(), path, trial.asAdmin());
    }
}
