package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runner is told, byte for byte. */
class RunnerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void annotation_isOneLine_whateverItSays() throws Exception {
        runner(Map.of()).annotate(Runner.Level.ERROR, List.of("100% sure", "::add-mask::x", "a\rb"));
        assertThat(told()).isEqualTo("::error title=JIT Credentials::100%25 sure%0A::add-mask::x%0Aa%0Db\n");
    }

    @Test
    void secretOfSeveralLines_isMaskedByItsLongLinesOnly() throws Exception {
        runner(Map.of()).mask("-----BEGIN KEY-----\n  MIIEvQIBADANBgkq%\n}\n");
        assertThat(told()).isEqualTo("::add-mask::-----BEGIN KEY-----\n::add-mask::MIIEvQIBADANBgkq%25\n");
    }

    @Test
    void secretOfOneLine_isMaskedHoweverShort() throws Exception {
        runner(Map.of()).mask("abc");
        assertThat(told()).isEqualTo("::add-mask::abc\n");
    }

    @Test
    void value_endsWhereNobodyCouldGuess() throws Exception {
        Path file = Files.createFile(directory.resolve("output"));
        Runner runner = runner(Map.of("GITHUB_OUTPUT", file.toString()));
        runner.set(Runner.CommandFile.OUTPUT, "a", "1\nb=2");
        runner.set(Runner.CommandFile.OUTPUT, "c", "3");
        List<String> lines = Files.readAllLines(file);
        String first = lines.get(0).substring("a<<".length());
        String second = lines.get(4).substring("c<<".length());
        assertThat(lines).containsExactly("a<<" + first, "1", "b=2", first, "c<<" + second, "3", second);
        assertThat(first).matches("jitc_[0-9a-f]{32}").isNotEqualTo(second);
    }

    @Test
    void fileThatIsNotThere_isAProblemBeforeItIsNeeded() {
        Runner runner = runner(Map.of("GITHUB_STATE", directory.resolve("none").toString()));
        assertThatThrownBy(() -> runner.require(Runner.CommandFile.STATE, "nothing would reach it", "do this"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("GITHUB_STATE");
        assertThatThrownBy(() -> runner.require(Runner.CommandFile.OUTPUT, "nothing would reach it", "do this"))
                .hasMessageContaining("GITHUB_OUTPUT");
    }

    @Test
    void fileThatCanNotBeWritten_isAProblem() {
        Runner runner = runner(Map.of("GITHUB_STATE", directory.toString()));
        assertThatThrownBy(() -> runner.set(Runner.CommandFile.STATE, "a", "b"))
                .isInstanceOf(JitException.NotRecorded.class)
                .hasMessageContaining("GITHUB_STATE");
    }

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private Runner runner(Map<String, String> environment) {
        return new Runner(new Surroundings(
                environment,
                directory,
                directory,
                InputStream.nullInputStream(),
                out,
                OutputStream.nullOutputStream()));
    }
}
