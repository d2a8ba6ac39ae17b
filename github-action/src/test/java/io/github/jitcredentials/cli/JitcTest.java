package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.frontend.Setting;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line's surface: options, help, codes, and what the documentation says of them. */
class JitcTest {
    private static final Path DOCS = Path.of("..", "docs", "jitc.md");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void everySetting_isAnOptionOfExec_butMavensOwn() {
        CommandLine exec = commands().getSubcommands().get("exec");
        for (Setting setting : Setting.values()) {
            OptionSpec option = exec.getCommandSpec().findOption(SettingOptions.option(setting.key()));
            if (SettingOptions.ELSEWHERE.contains(setting)) {
                assertThat(option).as(setting.key()).isNull();
            } else {
                assertThat(option).as(setting.key()).isNotNull();
                assertThat(String.join(" ", option.description())).startsWith(setting.doc());
            }
        }
    }

    @Test
    void help_namesEveryCode() {
        assertThat(run("--help")).isZero();
        String help = out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
        for (ExitCode code : ExitCode.values()) {
            assertThat(help).contains(code.doc());
        }
    }

    @ParameterizedTest
    @EnumSource(Subcommand.class)
    void everyCommand_hasHelp(Subcommand subcommand) {
        assertThat(run(subcommand.word(), "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: jitc " + subcommand.word());
        assertThat(err.size()).isZero();
    }

    @Test
    void documentation_hasTheSameCodes() throws Exception {
        String table = Arrays.stream(ExitCode.values())
                .map(code -> "| " + (code == ExitCode.SIGNAL ? "128+n" : code.code()) + " | " + code.doc() + " |")
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(DOCS)).contains("| code | what it says |\n|---|---|\n" + table + "\n");
    }

    @Test
    void documentation_hasEveryCommandAndOption() throws Exception {
        String docs = Files.readString(DOCS);
        commands().getSubcommands().forEach((word, command) -> {
            assertThat(docs).contains("## jitc " + word);
            command.getCommandSpec().options().stream()
                    .map(OptionSpec::longestName)
                    .filter(name -> !List.of("--help", "--version").contains(name))
                    .forEach(name -> assertThat(docs).as(word + " " + name).contains("`" + name));
        });
    }

    @Test
    void unknownOption_isAMistakeWithItsCode() {
        assertThat(run("check", "--nonsense")).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("exec", "--nonsense", "--", "true")).isEqualTo(ExitCode.REFUSED.code());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--nonsense").doesNotContain("\tat ");
    }

    @Test
    void noCommand_isAMistake() {
        assertThat(run()).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("jitc --help");
    }

    @Test
    void missingFile_isNamedWithoutAStackTrace() {
        assertThat(run("explain")).isEqualTo(ExitCode.USAGE.code());
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("jit-credentials.yml: there is no such file")
                .doesNotContain("\tat ");
    }

    @Test
    void setting_isTakenFromTheOptionThenFromTheEnvironment() {
        CommandLine line =
                Jitc.commandLine(around(Map.of("JIT_CREDENTIALS_REVOKE_TIMEOUT", "7s", "JIT_CREDENTIALS_TTL", "1m")));
        CommandLine exec = line.getSubcommands().get("exec");
        line.parseArgs("exec", "--ttl", "2m", "--profile", "a", "--profile", "b", "--", "true");
        SettingOptions settings = new SettingOptions(
                exec.getCommandSpec(), Map.of("JIT_CREDENTIALS_REVOKE_TIMEOUT", "7s", "JIT_CREDENTIALS_TTL", "1m"));
        assertThat(settings.value(Setting.TTL)).contains("2m");
        assertThat(settings.spelling(Setting.TTL)).isEqualTo("--ttl");
        assertThat(settings.value(Setting.REVOKE_TIMEOUT)).contains("7s");
        assertThat(settings.spelling(Setting.REVOKE_TIMEOUT)).isEqualTo("JIT_CREDENTIALS_REVOKE_TIMEOUT");
        assertThat(settings.value(Setting.PROFILES)).contains("a,b");
    }

    @Test
    void environment_losesOnlyWhatSpeaksForTheTask() {
        Map<String, String> variables = new java.util.HashMap<>(Map.of(
                "PATH", "/bin", "ACTIONS_ID_TOKEN_REQUEST_URL", "u", "INPUT_X", "i", "STATE_X", "s", "CI_TOKEN", "t"));
        ChildEnvironment.apply(variables, new TreeSet<>(List.of("CI_TOKEN")), false);
        assertThat(variables).containsOnlyKeys("PATH");
    }

    @Test
    void foreground_isToldFromTheTerminalsGroup() {
        assertThat(ForegroundJob.isForeground("12 (a b) c) S 1 12 12 34816 12 0"))
                .isTrue();
        assertThat(ForegroundJob.isForeground("12 (jitc) S 1 12 12 0 -1 0")).isFalse();
        assertThat(ForegroundJob.isForeground("12 (jitc) S 1 12 12 34816 99 0")).isFalse();
    }

    private CommandLine commands() {
        return Jitc.commandLine(around(Map.of()));
    }

    private int run(String... arguments) {
        return Jitc.run(around(Map.of()), arguments);
    }

    private Surroundings around(Map<String, String> environment) {
        return new Surroundings(environment, directory, directory, InputStream.nullInputStream(), out, err);
    }
}
