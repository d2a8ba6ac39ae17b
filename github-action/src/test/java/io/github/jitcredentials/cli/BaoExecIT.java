package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.identity.CiAuthority;
import io.github.jitcredentials.peer.BaoDesk;
import io.github.jitcredentials.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that work in a real database as a user that a real OpenBao made for them. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveOpenBao")
class BaoExecIT {
    private static final String EXEC = "exec \"$JITC\" exec --profile migrate ";
    private static final Duration BOUND = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    private final BaoDesk desk = new BaoDesk();
    private Home home;

    private record Home(Path directory) implements Place {
        @Override
        public Path project() {
            return directory.resolve("a project");
        }

        @Override
        public Path home() {
            return directory.resolve("home");
        }

        @Override
        public Path runtime() {
            return directory.resolve("runtime");
        }
    }

    @BeforeEach
    void open() throws IOException {
        home = new Home(directory);
        home.create();
        Files.writeString(directory.resolve("id-token"), desk.identityToken(BaoDesk.AUDIENCE));
        Files.writeString(directory.resolve("jwks.json"), CiAuthority.jwks());
        configure("login", "5m");
    }

    /** @param times the ttl, and what else is said beside it */
    private void configure(String revoke, String times) throws IOException {
        Files.writeString(home.project().resolve("jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: ../id-token, jwks: ../jwks.json, issuer: "@ISSUER@" }
                issuers:
                  bao:
                    vault:
                      url: "@BAO@"
                      audience: "@AUDIENCE@"
                      login: { jwt: { path: @MOUNT@, role: @ROLE@ } }
                      revoke: @REVOKE@
                profiles:
                  migrate:
                    issuer: bao
                    request: { path: @PATH@ }
                    ttl: @TIMES@
                    purpose: migrate from {ref_name}
                    deliver:
                      env: { DB_USER: username, PGPASSWORD: password }
                policy:
                  migrations from main:
                    permit: [migrate]
                    from: token-file
                    when: { repository: acme/app, ref: refs/heads/main, event: push }
                """.replace("@ISSUER@", CiAuthority.ISSUER)
                .replace("@BAO@", desk.bao().url().toString())
                .replace("@AUDIENCE@", BaoDesk.AUDIENCE)
                .replace("@MOUNT@", desk.mount())
                .replace("@ROLE@", desk.role())
                .replace("@REVOKE@", revoke)
                .replace("@PATH@", desk.path())
                .replace("@TIMES@", times));
    }

    /** A shell's call of psql in the name that the step got. */
    private String psql(String sql) {
        return Peers.postgres("psql") + " -h 127.0.0.1 -p " + desk.postgres().port()
                + " -U \"$DB_USER\" -d postgres -At -c \"" + sql + "\"";
    }

    private Shell shell(String script, String... setting) throws IOException {
        return Shell.start(home, script, setting.length == 0 ? Map.of() : Map.of(setting[0], setting[1]));
    }

    private Shell working(String options) throws IOException {
        Shell shell = shell(EXEC + options + "-- sh -c '" + psql("select 1").replace("'", "'\\''")
                + " && touch ready && " + psql("select pg_sleep(60)") + "; echo $? > ended'");
        Ground.await("the session", () -> {
            assertThat(shell.isAlive()).as(shell::errNow).isTrue();
            return Files.exists(home.project().resolve("ready"));
        });
        assertThat(desk.users()).hasSize(1);
        return shell;
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "token"})
    void command_worksAsItsOwnUserAndNobodyIsThatAfterwards(String revoke) throws Exception {
        configure(revoke, "5m");

        Shell shell = shell(EXEC + "-- sh -c '" + psql("select current_user = session_user") + " && echo \"$DB_USER\"'")
                .await();

        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out().lines()).containsExactly("t", "****");
        assertThat(shell.err())
                .containsPattern("jitc: migrate . " + desk.path()
                        + " . lived .* of 5m . revoked .* after the command . proven dead");
        assertThat(desk.users()).isEmpty();
        assertThat(desk.tokens()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "token"})
    void killedJitc_guardianEndsUserAndOpenSession(String revoke) throws Exception {
        configure(revoke, "5m");
        Shell shell = working("");
        Instant killed = Instant.now();

        shell.kill("KILL");

        Ground.await("the guardian", () -> desk.users().isEmpty());
        assertThat(Duration.between(killed, Instant.now())).isLessThan(BOUND);
        Ground.await("the session's end", () -> Files.exists(home.project().resolve("ended")));
        assertThat(Files.readString(home.project().resolve("ended"))).isNotEqualTo("0\n");
        Ground.await("the guardian's own logins", () -> desk.tokens().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "token"})
    void killedWithoutAGuardian_nextSweepEndsUserAndOpenSession(String revoke) throws Exception {
        configure(revoke, "5m");
        Shell shell = working("--guardian off ");
        shell.kill("KILL");
        shell.await();
        assertThat(desk.users()).hasSize(1);

        Shell swept = shell("\"$JITC\" sweep").await();

        assertThat(swept.err() + swept.out()).contains("proven dead");
        assertThat(desk.users()).isEmpty();
        Ground.await("the session's end", () -> Files.exists(home.project().resolve("ended")));
        assertThat(desk.tokens()).isEmpty();
    }

    @Test
    void acquired_isAFileOfBothFieldsUntilItIsRevoked() throws Exception {
        Shell acquired = shell("\"$JITC\" acquire --profile migrate --output credential --format json")
                .await();
        assertThat(acquired.code()).as(acquired.err()).isZero();
        assertThat(Files.readString(home.project().resolve("credential"))).contains("\"username\"", "\"password\"");
        assertThat(desk.users()).hasSize(1);

        Shell revoked = shell("\"$JITC\" revoke " + acquired.out().strip()).await();

        assertThat(revoked.err()).contains("proven dead");
        assertThat(desk.users()).isEmpty();
        assertThat(desk.tokens()).isEmpty();
    }

    /** The same user and password, which the command has had from its beginning. */
    @Test
    void commandThatOutlivesOneLife_keepsItsUser() throws Exception {
        configure("login", "3s\n    renew: 1m");

        Shell shell =
                shell(EXEC + "-- sh -c 'sleep 6; " + psql("select 1") + "'").await();

        assertThat(shell.out()).as(shell.err()).isEqualTo("1\n");
        assertThat(shell.code()).isZero();
        assertThat(shell.err()).containsPattern("renewed .*proven dead");
        assertThat(desk.users()).isEmpty();
        assertThat(desk.tokens()).isEmpty();
    }
}
