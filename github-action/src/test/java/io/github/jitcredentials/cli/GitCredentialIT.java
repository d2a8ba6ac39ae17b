package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The credential helper, asked by git itself. */
class GitCredentialIT extends OnGround {
    private static final String GIT =
            "git -c credential.helper= -c credential.helper=\"!\\\"$JITC\\\" git-credential --profile deploy\" ";

    @AfterEach
    void end() {
        assertThat(ground.alive()).isZero();
    }

    @Test
    void git_getsTheCredentialOfTheExecAroundIt() throws Exception {
        String host = ground.authority().url().getAuthority();
        Shell shell = inExec(
                "[ \"$(ask http " + host + " | sed -n s/^password=//p)\" = \"$DEPLOY_TOKEN\" ] && ask http " + host);
        assertThat(shell.code()).as(shell.err()).isZero();
        assertThat(shell.out()).contains("username=x-access-token").contains("password=****");
        assertThat(ground.granted()).isOne();
    }

    @Test
    void anotherPlace_getsNothing() throws Exception {
        Shell shell = inExec("ask https example.com; ask http 127.0.0.1:1; ask http example.com; true");
        assertThat(shell.code()).isZero();
        assertThat(shell.out()).doesNotContain("password");
    }

    @Test
    void withoutAnExec_nothingIsHandedOverOrIssued() throws Exception {
        Shell shell = ground.run(ask() + "ask http " + ground.authority().url().getAuthority() + "; true");
        assertThat(shell.out()).doesNotContain("password");
        assertThat(shell.err()).contains("run git under jitc exec --profile deploy");
        assertThat(ground.granted()).isZero();
    }

    private Shell inExec(String script) throws Exception {
        return ground.shell(
                        "exec \"$JITC\" exec --quiet --profile deploy -- sh -c \"$SCRIPT\"",
                        Map.of("SCRIPT", ask() + script))
                .await();
    }

    private static String ask() {
        return "ask() { printf 'protocol=%s\\nhost=%s\\n\\n' \"$1\" \"$2\" | GIT_TERMINAL_PROMPT=0 " + GIT
                + "credential fill; }; ";
    }
}
