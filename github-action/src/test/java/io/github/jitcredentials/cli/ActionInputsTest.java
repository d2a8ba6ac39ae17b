package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.model.JitException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a step of a workflow wants, by its inputs. */
class ActionInputsTest {
    @ParameterizedTest
    @CsvSource({"'', '', '', JOB", "'', true, '', INSTALL", "'', false, ./deploy.sh, RUN", "revoke, '', '', REVOKE"})
    void mode_isWhatIsSaidOrWhatFits(String mode, String install, String run, ActionMode expected) {
        ActionInputs inputs = checked(Map.of(
                "INPUT_MODE",
                mode,
                "INPUT_INSTALL",
                install,
                "INPUT_RUN",
                run,
                "INPUT_LEASE",
                mode.isEmpty() ? "" : "jitc1.a.b"));
        assertThat(inputs.mode()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "MODE, jobs, input 'mode'",
        "INSTALL, yes, input 'install'",
        "ALLOW-EXPIRY-ONLY, 1, input 'allow-expiry-only'",
        "ON-REVOCATION-FAILURE, ignore, input 'on-revocation-failure'",
        "MODE, run, input 'run'",
        "MODE, revoke, input 'lease'"
    })
    void inputThatMakesNoSense_isNamed(String name, String value, String named) {
        assertThatThrownBy(() -> checked(Map.of("INPUT_" + name, value)))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining(named);
    }

    @Test
    void inputsThatContradictEachOther_areNamedTogether() {
        assertThatThrownBy(() -> checked(
                        Map.of("INPUT_MODE", "job", "INPUT_RUN", "true", "INPUT_INSTALL", "true", "INPUT_GIT", "true")))
                .isInstanceOfSatisfying(JitException.Misconfigured.class, e -> assertThat(e.problems())
                        .extracting(problem -> problem.where())
                        .containsExactly("input 'run'", "input 'install'", "input 'git'"));
    }

    @Test
    void defaultOfAnInput_countsAsNotGiven() {
        ActionInputs inputs = checked(
                Map.of("INPUT_CONFIG", Setting.CONFIG.defaultText(), "INPUT_TTL", "1m", "INPUT_REVOKE-TIMEOUT", "30s"));
        assertThat(inputs.value(Setting.CONFIG)).isEmpty();
        assertThat(inputs.value(Setting.REVOKE_TIMEOUT)).isEmpty();
        assertThat(inputs.value(Setting.TTL)).contains("1m");
        assertThat(inputs.spelling(Setting.TTL)).isEqualTo("input 'ttl'");
    }

    @Test
    void auditLog_lastsAsLongAsTheJob(@TempDir Path temporary) {
        assertThat(checked(Map.of("RUNNER_TEMP", temporary.toString())).value(Setting.AUDIT))
                .contains(temporary + "/jit-credentials/audit.jsonl");
        assertThat(checked(Map.of("RUNNER_TEMP", temporary.toString(), "INPUT_AUDIT", "/var/log/jit"))
                        .value(Setting.AUDIT))
                .contains("/var/log/jit");
        assertThat(checked(Map.of("RUNNER_TEMP", temporary + "/none")).value(Setting.AUDIT))
                .isEmpty();
    }

    @Test
    void journal_staysInTheContainer_unlessSaid(@TempDir Path temporary) {
        assertThat(checked(Map.of("RUNNER_TEMP", temporary.toString())).value(Setting.JOURNAL))
                .contains("/root-of-nowhere/.local/state/jit-credentials/journal");
        assertThat(checked(Map.of("INPUT_JOURNAL", "/var/lib/jit")).value(Setting.JOURNAL))
                .contains("/var/lib/jit");
    }

    @Test
    void script_isLeftAsItIs() {
        assertThat(checked(Map.of("INPUT_RUN", "  indented\n\n")).script()).isEqualTo("  indented\n\n");
    }

    private static ActionInputs checked(Map<String, String> environment) {
        Path nowhere = Path.of("/root-of-nowhere");
        return ActionInputs.checked(new Surroundings(
                environment,
                nowhere,
                nowhere,
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream()));
    }
}
