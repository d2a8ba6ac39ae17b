package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.identity.CiAuthority;
import io.github.jitcredentials.peer.BaoDesk;
import io.github.jitcredentials.peer.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
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

    private boolean isSeenAlive() {
        try (Stream<Path> files = Files.find(home.home(), 12, (file, is) -> is.isRegularFile())) {
            return files.anyMatch(file -> {
                try {
                    return Files.readString(file, StandardCharsets.ISO_8859_1).contains("\"is\":\"alive\"");
                } catch (IOException e) {
                    // Gone meanwhile.
                    return false;
                }
            });
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
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
        // Without that on record, whoever ends it later has no proof.
        Ground.await("the word that it is alive", this::isSeenAlive);
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

    private void configureStored(String irrevocable) throws IOException {
        desk.keyValues(2);
        desk.store(2, "{\"api-key\":\"of-the-portal-and-nobody-else\"}");
        desk.policy(desk.documented("stored-policy").replace("secret/data/portal", desk.keyValuePath("data/")));
        configure("login", "5m");
        Path file = home.project().resolve("jit-credentials.yml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("revoke: login", "secrets: stored")
                        .replace(desk.path(), desk.keyValuePath("data/"))
                        .replace("{ DB_USER: username, PGPASSWORD: password }", "{ PORTAL_KEY: api-key }")
                        .replaceFirst("(?m)^    when:.*$", "$0" + irrevocable));
    }

    @Test
    void storedSecret_isReadForTheCommandAndNeverSaidToEnd() throws Exception {
        configureStored("\n    irrevocable: stored");

        Shell shell = shell(EXEC + "-- sh -c 'echo \"$PORTAL_KEY\" ${#PORTAL_KEY}; \"$JITC\" live'")
                .await();

        assertThat(shell.out().lines().findFirst()).as(shell.err()).contains("**** 29");
        assertThat(shell.out()).contains("its secret does not end");
        assertThat(shell.err())
                .contains("does not end: static secret at " + desk.keyValuePath("data/") + ", rotate it")
                .doesNotContain("revoked", "expires", "STUCK");
        assertThat(shell.code()).isZero();
        assertThat(desk.tokens()).as("the login is over").isEmpty();
        assertThat(shell("\"$JITC\" live").await().out()).isEmpty();
    }

    @Test
    void storedSecretThatNoRulePermits_isDenied() throws Exception {
        configureStored("");

        Shell shell = shell(EXEC + "-- touch ran").await();

        assertThat(shell.code()).isNotZero();
        assertThat(shell.err()).contains("does not end, wanted irrevocable: stored");
        assertThat(Files.exists(home.project().resolve("ran"))).isFalse();
    }

    /** Nobody can end it, and everybody says so: the guardian in the audit log, or the next sweep where there was none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--guardian off "})
    void killedWithAStoredSecret_nobodyClaimsToHaveEndedIt(String options) throws Exception {
        configureStored("\n    irrevocable: stored");
        Shell shell = shell(EXEC + options + "--audit audit.jsonl" + " -- sh -c 'touch ready; sleep 60'");
        Ground.await("the command", () -> {
            assertThat(shell.isAlive()).as(shell::errNow).isTrue();
            return Files.exists(home.project().resolve("ready"));
        });

        shell.kill("KILL");
        shell.await();
        if (!options.isEmpty()) {
            assertThat(shell("\"$JITC\" live --audit audit.jsonl").await().out())
                    .contains("its secret does not end", "which is gone");
            Shell swept = shell("\"$JITC\" sweep --audit audit.jsonl").await();
            assertThat(swept.err() + swept.out()).contains("does not end: static secret at");
            assertThat(swept.err() + swept.out()).doesNotContain("revoked", "expires");
        }

        Path log = home.project().resolve("audit.jsonl");
        Ground.await("the audit log", () -> text(log).contains("\"event\":\"unended\""));
        assertThat(Files.readString(log))
                .contains("\"expires\":\"never\"")
                .doesNotContain("\"event\":\"revoked\"", "\"event\":\"expired\"", "of-the-portal-and-nobody-else");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void acquiredStoredSecret_saysThatNothingEndsIt() throws Exception {
        configureStored("\n    irrevocable: stored");

        Shell acquired = shell("\"$JITC\" acquire --profile migrate --output credential --json")
                .await();

        assertThat(acquired.out()).as(acquired.err()).contains("\"expiresAt\":\"never\"");
        assertThat(acquired.err()).contains("it does not end, neither by jitc revoke nor by itself");
        Shell revoked = shell("\"$JITC\" live --revoke --json").await();
        assertThat(revoked.out()).contains("\"outcome\":\"unended\"", "\"aliveUntil\":\"never\"");
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
