package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.issuer.FakeGitHub;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands with a token of a GitHub App, before a GitHub that holds every exchange against GitHub's own description. */
class GitHubExecIT extends OnGround {
    private static final String EXEC = "exec \"$JITC\" exec --profile push ";
    private static final Duration BOUND = Duration.ofSeconds(2);

    private final FakeGitHub github = new FakeGitHub(Clock.systemUTC());

    @BeforeEach
    void open() throws Exception {
        Files.writeString(ground.project().resolve("jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: "@ID_TOKEN@", issuer: "@AUTHORITY@/ci" }
                issuers:
                  github:
                    github-app: { app: @APP@, key: env:APP_KEY, url: "@GITHUB@", audience: "@AUTHORITY@" }
                profiles:
                  push:
                    issuer: github
                    request: { repositories: [acme/app], permissions: [contents:write] }
                    ttl: 5m
                    purpose: push from {ref_name}
                    to: https://github.example.com/acme/app
                    deliver: { env: { GH_TOKEN: token } }
                policy:
                  pushes from main:
                    permit: [push]
                    from: token-file
                    when: { repository: acme/app, ref: refs/heads/main, event: push }
                """.replace(
                        "@ID_TOKEN@",
                        ground.authority().ci().orElseThrow().idTokenFile().toString())
                .replace("@AUTHORITY@", ground.authority().url().toString())
                .replace("@APP@", FakeGitHub.APP)
                .replace("@GITHUB@", github.url()));
    }

    @AfterEach
    void end() {
        github.close();
    }

    private Shell shell(String script) throws IOException {
        return ground.shell(script, Map.of("APP_KEY", FakeGitHub.pkcs1()));
    }

    private Shell working(String options) throws IOException {
        Shell shell = shell(EXEC + options + "-- sh -c 'touch ready; sleep 60'");
        Ground.await("the command", () -> {
            assertThat(shell.isAlive()).as(shell::errNow).isTrue();
            return ground.exists("ready");
        });
        assertThat(github.live()).isOne();
        return shell;
    }

    @Test
    void command_hasATokenAndNeitherItsKeyNorATokenAfterwards() throws Exception {
        Shell shell = shell(EXEC + "-- sh -c 'echo \"$GH_TOKEN\"; echo ${#GH_TOKEN} ${APP_KEY-none}'")
                .await();

        assertThat(shell.out().lines()).as(shell.err()).containsExactly("****", "40 none");
        assertThat(shell.err())
                .contains("permissions=contents:write repositories=acme/app")
                .containsPattern("lived .* of 5m . revoked .* after the command . proven dead");
        assertThat(github.granted()).isOne();
        assertThat(github.live()).isZero();
    }

    @Test
    void git_getsTheTokenForItsRepositoryAndNoOther() throws Exception {
        String ask = "ask() { printf 'protocol=https\\nhost=github.example.com\\npath=%s\\n\\n' \"$1\""
                + " | GIT_TERMINAL_PROMPT=0 git -c credential.helper= -c credential.useHttpPath=true"
                + " -c credential.helper=\"!\\\"$JITC\\\" git-credential --profile push\" credential fill; }; ";
        Shell shell = ground.shell(
                        "exec \"$JITC\" exec --quiet --profile push -- sh -c \"$SCRIPT\"",
                        Map.of(
                                "APP_KEY",
                                FakeGitHub.pkcs1(),
                                "SCRIPT",
                                ask + "[ \"$(ask acme/app | sed -n s/^password=//p)\" = \"$GH_TOKEN\" ] && ask acme/app"
                                        + " && ! ask acme/other 2>/dev/null"))
                .await();

        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out().lines().filter(line -> line.startsWith("username") || line.startsWith("password")))
                .containsExactly("username=x-access-token", "password=****");
        assertThat(github.live()).isZero();
    }

    @Test
    void killedJitc_guardianEndsTheToken() throws Exception {
        Shell shell = working("");
        Instant killed = Instant.now();

        shell.kill("KILL");

        Ground.await("the guardian", () -> github.live() == 0);
        assertThat(Duration.between(killed, Instant.now())).isLessThan(BOUND);
    }

    /** A token ends itself: whoever sweeps needs no key. */
    @Test
    void killedWithoutAGuardian_nextSweepEndsTheTokenWithoutTheKey() throws Exception {
        Shell shell = working("--guardian off ");
        shell.kill("KILL");
        shell.await();
        assertThat(github.live()).isOne();

        Shell swept = ground.run("\"$JITC\" sweep");

        assertThat(swept.err() + swept.out()).contains("proven dead");
        assertThat(github.live()).isZero();
    }

    @Test
    void acquired_isAFileUntilItIsRevoked() throws Exception {
        Shell acquired =
                shell("\"$JITC\" acquire --profile push --output credential").await();
        assertThat(acquired.code()).as(acquired.err()).isZero();
        assertThat(Files.readString(ground.project().resolve("credential"))).startsWith("ghs_");

        Shell revoked = ground.run("\"$JITC\" revoke " + acquired.out().strip());

        assertThat(revoked.err()).contains("proven dead");
        assertThat(github.live()).isZero();
    }
}
