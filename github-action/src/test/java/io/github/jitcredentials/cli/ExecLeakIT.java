package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A command that shows its credential, and what its profile wants done then. */
class ExecLeakIT extends OnGround {
    @AfterEach
    void close() {
        assertThat(ground.alive()).as("alive at the end").isZero();
    }

    private void profile(String onLeak) throws Exception {
        ground.profile("shown", "repo:read", """
                ttl: 5m
                deliver: { env: { SHOWN: token } }
                on-leak: @WORD@
                """.replace("@WORD@", onLeak));
    }

    @Test
    void masked_isSaidOnceAndOnRecord_andNothingElseChanges() throws Exception {
        profile("mask");
        Shell shell = ground.run(
                "exec \"$JITC\" exec --audit audit.jsonl --profile shown -- sh -c 'echo \"$SHOWN\"; echo \"$SHOWN\"; exit 7'");
        assertThat(shell.code()).as(shell.err()).isEqualTo(7);
        assertThat(shell.out()).isEqualTo("****\n****\n");
        assertThat(shell.err().lines().filter(line -> line.contains("was about to be shown")))
                .singleElement()
                .asString()
                .contains("\"shown\" was about to be shown in the output, and was masked")
                .doesNotContain("revoked");
        assertThat(Files.readString(ground.project().resolve("audit.jsonl"))
                        .lines()
                        .filter(line -> line.contains("\"leak-seen\"")))
                .singleElement()
                .asString()
                .contains("\"field\":\"token\"", "\"place\":\"the command's output\"");
    }

    @Test
    void headerWithAUsersName_isMaskedWhole_andALeak() throws Exception {
        profile("mask");
        Shell shell = ground.run("exec \"$JITC\" exec --profile shown -- sh -c '"
                + "printf %s \"x-access-token:$SHOWN\" | base64 -w0; echo'");
        assertThat(shell.out()).as(shell.err()).isEqualTo("****\n");
        assertThat(shell.err()).contains("\"shown\" was about to be shown in the output, and was masked");
    }

    @Test
    void revoked_isDeadWhileTheCommandGoesOn() throws Exception {
        profile("revoke");
        Shell shell = ground.shell("exec \"$JITC\" exec --profile shown -- sh -c '"
                + "touch ready; until [ -e show ]; do sleep 0.02; done; printf %s \"$SHOWN\" | base64 -w0; echo; "
                + "until [ -e go ]; do sleep 0.02; done; echo went on'");
        Ground.await("the command", () -> ground.exists("ready"));
        assertThat(ground.alive()).isEqualTo(1);
        ground.create("show");
        Ground.await("its end", () -> ground.alive() == 0);
        ground.create("go");
        assertThat(shell.await().code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("went on");
        assertThat(shell.err()).contains("it is revoked now", "after the leak");
    }

    @Test
    void failed_commandIsToldToEnd_onceItsCredentialIsDead() throws Exception {
        profile("fail");
        Shell shell = ground.run("exec \"$JITC\" exec --profile shown -- sh -c '"
                + "trap \"exit 0\" TERM; echo \"$SHOWN\"; while :; do sleep 0.02; done'");
        assertThat(shell.err()).contains("it is revoked now, and the command is told to end");
        assertThat(shell.code())
                .as("also of a command that takes it for no failure")
                .isEqualTo(ExitCode.FAILED.code());
    }
}
