package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jitc exec} beside {@code env}: the same script, the same codes, the same bytes. */
class ExecLikeEnvIT {
    /** Held in every script as {@code $X}. */
    private static final String JITC =
            "X='exec_jitc'; exec_jitc() { \"$JITC\" exec --quiet --profile deploy -- \"$@\"; }; ";

    private static final String ENV = "X='exec_env'; exec_env() { env \"$@\"; }; ";

    @TempDir
    static Path directory;

    private static Ground ground;

    @BeforeAll
    static void open() throws Exception {
        ground = Ground.open(directory);
    }

    @AfterAll
    static void close() {
        assertThat(ground.alive()).as("alive after all of it").isZero();
        ground.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 42, 255})
    void exitCode_isTheSame(int code) throws Exception {
        assertSame("$X sh -c 'exit " + code + "'");
    }

    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 125, 126, 127, 128, 137})
    void exitCodeThatMeansSomething_isTheSame(int code) throws Exception {
        assertSame("$X sh -c 'exit " + code + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void endBySignal_isTheSame(String signal) throws Exception {
        assertSameEnd(signal);
    }

    @Tag("thorough")
    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "PIPE", "USR1", "SEGV"})
    void endByAnotherSignal_isTheSame(String signal) throws Exception {
        assertSameEnd(signal);
    }

    private void assertSameEnd(String signal) throws Exception {
        // A shell that waits for env itself has something to say about its end.
        assertSame("{ ulimit -c 0; $X sh -c 'kill -s " + signal + " $$'; echo \"$?\"; } 2>/dev/null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "stdin with data             ! printf 'a\\000b\\nc' | $X cat",
                "closed stdout               ! $X sh -c 'echo x 2>/dev/null; echo $? >&2' >&-",
                "binary                      ! head -c 3000000 /bin/bash | $X cat | cksum",
                "a line without its end      ! $X printf abc",
                "a reader that leaves        ! { $X yes; echo $? >&2; } | head -n 1",
                "no such command             ! $X no-such-command 2>/dev/null; echo $?",
                "not executable              ! $X ./jit-credentials.yml 2>/dev/null; echo $?",
                "odd arguments               ! $X printf '<%s>' 'a b' '' '*' '\"' \"$(printf 'n\\nl')\" -- --env @file '\u00fc\u20ac\ud83d\ude00'",
                "limits and mask             ! umask 027; ulimit -S -n 200; $X sh -c 'umask; ulimit -n; ulimit -c; ulimit -s'",
                "ignored signals             ! trap '' INT HUP; $X sh -c 'kill -s INT $$; kill -s HUP $$; echo alive'",
                "environment, shown with it  ! name=n value=v here=h JAVA_TOOL_OPTIONS=-Dx CLASSPATH=/x; export name value here JAVA_TOOL_OPTIONS CLASSPATH; U=$(printf '\\374'); export U; $X env 2>/dev/null | grep -av -e ^DEPLOY_TOKEN= -e ^JITC_EXEC= -e ^_= -e ^X= | sort | cksum",
            })
    void oddChild_isTheSame(String what, String script) throws Exception {
        assertSame(script);
    }

    @Tag("thorough")
    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "closed stdin                ! $X sh -c 'cat; echo $?' <&- 2>/dev/null",
                "closed stderr               ! $X sh -c 'echo x; echo y >&2' 2>&-",
                "unread stdin                ! head -c 3000000 /dev/zero | $X true",
                "a long line without its end ! head -c 3000000 /dev/zero | tr '\\000' a | $X cat | cksum",
                "order of two streams        ! $X sh -c 'for i in 1 2 3 4 5 6 7 8; do echo o$i; echo e$i >&2; done' 2>&1",
                "a background process        ! $X sh -c '(sleep 0.4; echo late) & echo now' | cat",
                "a background process in err ! $X sh -c '(sleep 0.4; echo late >&2) & echo now' 2>&1 | cat",
                "no such file                ! $X ./no-such-command 2>/dev/null; echo $?",
                "a directory                 ! $X / 2>/dev/null; echo $?",
                "no shebang                  ! printf 'echo it ran $1' > bare; chmod +x bare; $X ./bare well",
                "no interpreter              ! printf '#!/no/such\\n' > lost; chmod +x lost; $X ./lost 2>/dev/null; echo $?",
                "working directory           ! mkdir -p 'b c'; cp jit-credentials.yml 'b c'; cd 'b c' && $X pwd",
                "odd arguments, no locale    ! LC_ALL=C; export LC_ALL; $X printf '<%s>' '\u00fc\u20ac\ud83d\ude00'",
            })
    void otherOddChild_isTheSame(String what, String script) throws Exception {
        assertSame(script);
    }

    @Test
    void terminal_staysTheCommands() throws Exception {
        String tty = "script -qec \"$TTY sh -c '[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && stty size'\" /dev/null </dev/null";
        Shell ours = ground.run("TTY=\"'$JITC' exec --quiet --profile deploy --\"; " + tty);
        assertThat(ours.out()).isEqualTo(ground.run("TTY=env; " + tty).out()).isNotBlank();
        assertThat(ours.code()).isZero();
    }

    @Test
    void muchOutput_isTheSameButForTheSecret() throws Exception {
        String script =
                "awk 'BEGIN { for (i = 0; i < 400000; i++) print i, \"some line of a log, as builds have many\" }'";
        Shell ours = ground.run(
                JITC + "$X sh -c \"" + script.replace("\"", "\\\"") + "; echo \\\"[\\$DEPLOY_TOKEN]\\\"\" | cksum");
        Shell theirs = ground.run(ENV + "$X sh -c \"" + script.replace("\"", "\\\"") + "; echo '[****]'\" | cksum");
        assertThat(ours.out()).isEqualTo(theirs.out());
    }

    private void assertSame(String script) throws Exception {
        Shell theirs = ground.shell(ENV + script, Map.of()).await();
        Shell ours = ground.shell(JITC + script, Map.of()).await();
        assertThat(ours.code()).as("code").isEqualTo(theirs.code());
        assertThat(ours.out()).as("output").isEqualTo(theirs.out());
        assertThat(ours.err()).as("errors").isEqualTo(theirs.err());
    }
}
