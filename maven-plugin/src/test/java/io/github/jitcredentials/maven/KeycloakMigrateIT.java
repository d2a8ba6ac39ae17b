package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.identity.CiAuthority;
import io.github.jitcredentials.peer.Realm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Real builds whose program works with a token of a real Keycloak, and keeps it for later as a thief would. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveKeycloak")
class KeycloakMigrateIT {
    private static final String MAVEN = "3.9.16";
    private static final Duration BOUND = Duration.ofSeconds(2);

    private Path directory;
    private Realm realm;
    private URI keycloak;

    @BeforeEach
    void createRealm() throws IOException {
        directory = Stage.directory("keycloak migrate");
        realm = new Realm();
        keycloak = realm.keycloak().url();
    }

    @AfterEach
    void deleteRealm() {
        realm.close();
    }

    private Path project(int seconds) throws IOException {
        Path project = Stage.sample("maven-migrate", directory.resolve("a project"), Map.of());
        String url = keycloak + realm.path();
        Path identity = Files.writeString(
                directory.resolve("id-token"), Realm.identityToken(Realm.GITLAB, Realm.GITLAB_MAIN, url));
        Path keys = Files.writeString(directory.resolve("jwks.json"), CiAuthority.jwks());
        Files.writeString(project.resolve("jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: "@IDENTITY@", jwks: "@KEYS@", issuer: "@ISSUER@" }
                issuers:
                  sso:
                    oauth2: { url: "@URL@", grant: client-credentials, prove: client, identity-reuse: accepted }
                profiles:
                  migrate:
                    issuer: sso
                    request: { scope: "repo:write" }
                    ttl: 5m
                    deliver:
                      file: { migrate.token.file: token }
                policy:
                  migrations from main:
                    permit: [migrate]
                    from: token-file
                    when: { repository: acme/app, ref: refs/heads/main, event: push }
                """.replace("@IDENTITY@", identity.toString())
                .replace("@KEYS@", keys.toString())
                .replace("@ISSUER@", Realm.GITLAB)
                .replace("@URL@", url));
        Files.writeString(
                project.resolve("Migrate.java"), """
                import java.nio.file.Files;
                import java.nio.file.Path;
                import java.nio.file.StandardCopyOption;

                class Migrate {
                    public static void main(String[] args) throws Exception {
                        Path kept = Path.of("@KEPT@");
                        Path copy = Files.writeString(Path.of(kept + ".new"), Files.readString(Path.of(args[0])));
                        Files.move(copy, kept, StandardCopyOption.ATOMIC_MOVE);
                        Thread.sleep(@SECONDS@ * 1000);
                    }
                }
                """.replace(
                        "@KEPT@", directory.resolve("kept").toString()).replace("@SECONDS@", String.valueOf(seconds)));
        return project;
    }

    private InnerBuild start(Path project) {
        return InnerBuild.start(Launcher.of(MAVEN), project, directory.resolve("home"), List.of("verify"));
    }

    @Test
    void build_leavesNothingAlive() throws IOException {
        try (InnerBuild build = start(project(0))) {
            assertThat(build.await()).as(build::output).isZero();

            assertThat(build.output())
                    .contains("2 leases", "all proven dead", "servers that check a JWT without asking");
        }
        assertThat(realm.isActive(Files.readString(directory.resolve("kept")), keycloak))
                .isFalse();
    }

    @Test
    void killedMaven_guardianRevokes() throws IOException {
        try (InnerBuild build = start(project(20))) {
            Ground.await("a program that has its token", () -> {
                assertThat(build.isAlive()).as(build::output).isTrue();
                return Files.exists(directory.resolve("kept"));
            });
            String kept = Files.readString(directory.resolve("kept"));
            assertThat(realm.isActive(kept, keycloak)).isTrue();
            Instant kill = Instant.now();

            build.signal("KILL");

            Ground.await("the guardian", () -> !realm.isActive(kept, keycloak));
            assertThat(Duration.between(kill, Instant.now())).isLessThan(BOUND);
        }
    }
}
