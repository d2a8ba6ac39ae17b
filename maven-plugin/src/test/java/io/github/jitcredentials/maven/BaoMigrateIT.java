package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.identity.CiAuthority;
import io.github.jitcredentials.peer.BaoDesk;
import io.github.jitcredentials.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Real builds that migrate a real database as a user that a real OpenBao made for their module. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class BaoMigrateIT {
    private static final String MAVEN = "3.9.16";
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final BaoDesk desk = new BaoDesk();

    /** The sample whose modules migrate, before a database; its program is given a file with user and password. */
    private Path project(Path directory, String sql) throws IOException {
        Path project = Stage.sample("maven-migrate", directory.resolve("a project"), Map.of());
        Path identity = Files.writeString(directory.resolve("id-token"), desk.identityToken(BaoDesk.AUDIENCE));
        Path keys = Files.writeString(directory.resolve("jwks.json"), CiAuthority.jwks());
        Files.writeString(project.resolve("jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: "@IDENTITY@", jwks: "@KEYS@", issuer: "@ISSUER@" }
                issuers:
                  bao:
                    vault:
                      url: "@BAO@"
                      audience: "@AUDIENCE@"
                      login: { jwt: { path: @MOUNT@, role: @ROLE@ } }
                profiles:
                  migrate:
                    issuer: bao
                    request: { path: @PATH@ }
                    ttl: 5m
                    deliver:
                      file: { migrate.token.file: { as: properties } }
                policy:
                  migrations from main:
                    permit: [migrate]
                    from: token-file
                    when: { repository: acme/app, ref: refs/heads/main, event: push }
                """.replace("@IDENTITY@", identity.toString())
                .replace("@KEYS@", keys.toString())
                .replace("@ISSUER@", CiAuthority.ISSUER)
                .replace("@BAO@", desk.bao().url().toString())
                .replace("@AUDIENCE@", BaoDesk.AUDIENCE)
                .replace("@MOUNT@", desk.mount())
                .replace("@ROLE@", desk.role())
                .replace("@PATH@", desk.path()));
        Files.writeString(project.resolve("Migrate.java"), """
                import java.io.Reader;
                import java.nio.file.Files;
                import java.nio.file.Path;
                import java.util.Properties;

                class Migrate {
                    public static void main(String[] args) throws Exception {
                        Properties login = new Properties();
                        try (Reader in = Files.newBufferedReader(Path.of(args[0]))) {
                            login.load(in);
                        }
                        ProcessBuilder psql = new ProcessBuilder("@PSQL@", "-h", "127.0.0.1", "-p", "@PORT@", "-d",
                                "postgres", "-At", "-U", login.getProperty("username"), "-c", "@SQL@");
                        psql.environment().put("PGPASSWORD", login.getProperty("password"));
                        System.exit(psql.inheritIO().start().waitFor());
                    }
                }
                """.replace(
                        "@PSQL@", Peers.postgres("psql").toString())
                .replace("@PORT@", String.valueOf(desk.postgres().port()))
                .replace("@SQL@", sql));
        return project;
    }

    private static InnerBuild start(Path directory, Path project, String... more) {
        List<String> arguments = new ArrayList<>(List.of("verify"));
        arguments.addAll(List.of(more));
        return InnerBuild.start(Launcher.of(MAVEN), project, directory.resolve("home"), arguments);
    }

    private void awaitMigration(InnerBuild build) {
        Ground.await("a migration", () -> {
            assertThat(build.isAlive()).as(build::output).isTrue();
            return desk.postgres().sessions(desk.users()) == 1;
        });
    }

    @Test
    void eachModule_migratesAsAUserOfItsOwnWhoIsGoneAfterwards() throws IOException {
        Path directory = Stage.directory("bao migrate");
        try (InnerBuild build = start(directory, project(directory, "select 'as ' || current_user"))) {
            assertThat(build.await()).as(build::output).isZero();

            assertThat(build.output())
                    .contains("BUILD SUCCESS", "migrate.token.file \u00b7 2 leases \u00b7 longest ", "all proven dead");
            assertThat(build.output()
                            .lines()
                            .filter(line -> line.contains("as v-"))
                            .distinct())
                    .hasSize(2);
        }
        assertThat(desk.users()).isEmpty();
        assertThat(desk.tokens()).isEmpty();
    }

    /** Two modules, two reads; and the one line of both says that neither has ended. */
    @Test
    void storedSecret_isReadForEachModuleAndNeverSaidToEnd() throws IOException {
        Path directory = Stage.directory("bao stored");
        desk.keyValues(1);
        desk.store(1, "{\"username\":\"" + desk.keyValuePath("") + "\",\"password\":\"of-the-portal\"}");
        desk.policy(desk.documented("stored-policy").replace("secret/data/portal", desk.keyValuePath("")));
        Path project = project(directory, "");
        Files.writeString(project.resolve("Migrate.java"), """
                import java.nio.file.Files;
                import java.nio.file.Path;

                class Migrate {
                    public static void main(String[] args) throws Exception {
                        System.out.println("read " + Files.readString(Path.of(args[0])).contains("of-the-portal"));
                    }
                }
                """);
        Path file = project.resolve("jit-credentials.yml");
        String configured = Files.readString(file)
                .replace("login: { jwt:", "secrets: stored\n      login: { jwt:")
                .replace(desk.path(), desk.keyValuePath(""));
        Files.writeString(file, configured);
        try (InnerBuild denied = start(directory, project)) {
            assertThat(denied.await()).as(denied::output).isNotZero();
            assertThat(denied.output()).contains("does not end, wanted irrevocable: stored");
        }

        Files.writeString(file, configured.replaceFirst("(?m)^    when:.*$", "$0\n    irrevocable: stored"));
        try (InnerBuild build = start(directory, project)) {
            assertThat(build.await()).as(build::output).isZero();
            assertThat(build.output())
                    .contains("read true", "2 leases", "all stored, not leased")
                    .contains("does not end: static secret at " + desk.keyValuePath("") + ", rotate it")
                    .doesNotContain("of-the-portal", "revoked", "proven dead");
        }
        assertThat(desk.tokens()).isEmpty();
    }

    @Test
    void killedMaven_guardianEndsUserAndOpenSession() throws IOException {
        Path directory = Stage.directory("bao migrate killed");
        try (InnerBuild build = start(directory, project(directory, "select pg_sleep(60)"))) {
            awaitMigration(build);
            List<String> users = desk.users();
            Instant kill = Instant.now();

            build.signal("KILL");

            Ground.await("the guardian", () -> desk.users().isEmpty());
            assertThat(Duration.between(kill, Instant.now())).isLessThan(BOUND);
            assertThat(desk.postgres().sessions(users))
                    .as("sessions that were open")
                    .isZero();
            Ground.await("the guardian's own logins", () -> desk.tokens().isEmpty());
        }
    }

    @Test
    void killedWithoutAGuardian_nextBuildEndsUserAndOpenSession() throws IOException {
        Path directory = Stage.directory("bao migrate left");
        Path project = project(directory, "select pg_sleep(60)");
        try (InnerBuild build = start(directory, project, "-Djit-credentials.guardian=off")) {
            awaitMigration(build);
            build.signal("KILL");
            build.await();
        }
        List<String> left = desk.users();
        assertThat(left).hasSize(1);

        Path after = project(directory, "select 1");
        try (InnerBuild next = start(directory, after)) {
            assertThat(next.await()).as(next::output).isZero();
            assertThat(next.output()).contains("an earlier run left lease");
        }
        assertThat(desk.users()).isEmpty();
        assertThat(desk.postgres().sessions(left)).as("sessions that were open").isZero();
        assertThat(desk.tokens()).isEmpty();
    }
}
