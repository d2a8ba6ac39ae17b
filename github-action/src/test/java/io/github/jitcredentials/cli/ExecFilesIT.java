package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A credential that a command finds in files, and that git is given. */
class ExecFilesIT extends OnGround {
    @BeforeEach
    void open() throws Exception {
        ground.profile("files", "repo:write", """
                ttl: 5m
                deliver:
                  file:
                    app.token.file: token
                    NETRC: { as: netrc, username: ci }
                """);
    }

    @AfterEach
    void close() throws Exception {
        assertThat(ground.alive()).as("alive at the end").isZero();
        try (Stream<Path> left = Files.walk(ground.runtime())) {
            assertThat(left.filter(path -> path.toString().contains("/files/")))
                    .as("files of credentials that are dead")
                    .isEmpty();
        }
    }

    @Test
    void files_areThereWhileTheCommandRuns_forThisUserOnly() throws Exception {
        Shell shell = ground.run("exec \"$JITC\" exec --profile files -- sh -c '"
                + "stat -c %a \"$APP_TOKEN_FILE\" \"$NETRC\"; wc -c <\"$APP_TOKEN_FILE\"; "
                + "grep -c \"password $(cat \"$APP_TOKEN_FILE\")\" \"$NETRC\"; "
                + "case \"$APP_TOKEN_FILE\" in \"$PWD\"*) echo in the project;; esac; "
                + "env | grep -c \"$(cat \"$APP_TOKEN_FILE\")\"; cat \"$APP_TOKEN_FILE\"'");
        assertThat(Ground.lines(shell.out()))
                .as(shell.err())
                .satisfiesExactly(
                        mode -> assertThat(mode).isEqualTo("600"),
                        mode -> assertThat(mode).isEqualTo("600"),
                        length -> assertThat(Integer.parseInt(length)).isPositive(),
                        inNetrc -> assertThat(inNetrc).isEqualTo("1"),
                        inEnvironment -> assertThat(inEnvironment).isEqualTo("0"),
                        printed -> assertThat(printed).isEqualTo("****"));
    }

    @Test
    void signal_findsTheFilesGoneBeforeTheCommandIsTold() throws Exception {
        Shell shell = ground.shell(
                "exec \"$JITC\" exec --profile files -- sh -c '"
                        + "trap \"[ -e \\\"$APP_TOKEN_FILE\\\" ] && touch left; exit 0\" TERM; touch ready; while :; do sleep 0.02; done'");
        Ground.await("the command", () -> ground.exists("ready"));
        shell.kill("TERM");
        assertThat(shell.await().code()).isZero();
        assertThat(ground.exists("left")).isFalse();
    }

    @Test
    void killedJitc_leavesNoFile() throws Exception {
        Shell shell = ground.shell("exec \"$JITC\" exec --profile files -- sh -c '"
                + "echo \"$APP_TOKEN_FILE\" >path; touch ready; until [ -e go ]; do sleep 0.02; done'");
        Ground.await("the command", () -> ground.exists("ready"));
        Path file = Path.of(Files.readString(ground.project().resolve("path")).strip());
        assertThat(file).exists();
        shell.kill("KILL");
        Ground.await("the guardian", () -> ground.alive() == 0 && !Files.exists(file));
        ground.create("go");
        Ground.await("the guardian's last word", this::isEmptyOfFiles);
    }

    @Test
    void renewedCredential_reachesTheFile_andIsMasked() throws Exception {
        ground.profile("long", "repo:read", """
                ttl: 12s
                renew: 1m
                deliver: { file: { LONG: token } }
                """);
        Shell shell = ground.run("exec \"$JITC\" exec --profile long -- sh -c '"
                + "first=$(cat \"$LONG\"); while [ \"$first\" = \"$(cat \"$LONG\")\" ]; do sleep 0.02; done; "
                + "echo \"$first\"; cat \"$LONG\"'");
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).isEqualTo("****\n****");
        assertThat(shell.err()).contains("renewed");
    }

    @Test
    void git_isGivenTheCredential_forItsDestinationOnly() throws Exception {
        String fill = "git credential fill";
        String here = ground.authority().url().toString();
        Shell shell = ground.run("exec \"$JITC\" exec --git --profile deploy -- sh -c 'printf \"url=" + here
                + "/acme/app.git\\n\\n\" | " + fill + "; printf \"url=https://elsewhere.example/x.git\\n\\n\" | "
                + "GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true " + fill + "; true'");
        assertThat(shell.out())
                .as(shell.err())
                .containsSubsequence(
                        "username=x-access-token", "password=****", "host=elsewhere.example", "password=\n");
    }

    @Test
    void git_findsTheCredentialOfAFileToo() throws Exception {
        Shell shell = ground.run("exec \"$JITC\" exec --git --profile files -- sh -c 'printf \"url="
                + ground.authority().url() + "/acme/app.git\\n\\n\" | git credential fill'");
        assertThat(shell.out()).as(shell.err()).contains("password=****");
    }

    @Test
    void variableOfAFileThatSteersPrograms_isRefused() throws Exception {
        ground.profile("bad", "repo:read", """
                ttl: 1m
                deliver: { file: { ld-preload: token } }
                """);
        Shell shell = ground.run("exec \"$JITC\" exec --profile bad -- touch ran");
        assertThat(shell.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(shell.err()).contains("LD_PRELOAD").contains("give it another name");
        assertThat(ground.exists("ran")).isFalse();
        assertThat(ground.granted()).isZero();
    }

    private boolean isEmptyOfFiles() {
        try (Stream<Path> left = Files.walk(ground.runtime())) {
            return left.noneMatch(path -> path.toString().contains("/files/"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }
}
