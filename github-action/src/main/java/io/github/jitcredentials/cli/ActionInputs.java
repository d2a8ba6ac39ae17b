package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a workflow says in {@code with:}, checked. An input that holds its own default counts as not given. */
final class ActionInputs implements RawSettings {
    private static final String AUDIT = "jit-credentials/audit.jsonl";

    private final Map<String, String> environment;

    /** @throws JitException.Misconfigured with all that can't be understood */
    ActionInputs(Map<String, String> environment) {
        this.environment = environment;
        List<Problem> problems = new ArrayList<>();
        String mode = text(ActionInput.MODE);
        if (!mode.isEmpty() && ActionMode.of(mode).isEmpty()) {
            problems.add(new Problem(
                    "\"" + mode + "\" is no mode", ActionInput.MODE.spelling(), "say run, job, install or revoke"));
        }
        for (ActionInput flag : List.of(
                ActionInput.INSTALL, ActionInput.GIT, ActionInput.KEEP_IDENTITY, ActionInput.ALLOW_EXPIRY_ONLY)) {
            if (!List.of("true", "false").contains(text(flag))) {
                problems.add(new Problem("\"" + text(flag) + "\" is neither true nor false", flag.spelling(), ""));
            }
        }
        if (!List.of("fail", "warn").contains(text(ActionInput.ON_REVOCATION_FAILURE))) {
            problems.add(new Problem(
                    "\"" + text(ActionInput.ON_REVOCATION_FAILURE) + "\" is neither fail nor warn",
                    ActionInput.ON_REVOCATION_FAILURE.spelling(),
                    ""));
        }
        if (problems.isEmpty()) {
            problems.addAll(contradictions());
        }
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
    }

    private List<Problem> contradictions() {
        List<Problem> problems = new ArrayList<>();
        ActionMode mode = mode();
        if (mode == ActionMode.RUN && !isGiven(ActionInput.RUN)) {
            problems.add(new Problem("there is no script", ActionInput.RUN.spelling(), "say which commands to run"));
        }
        if (mode != ActionMode.RUN && isGiven(ActionInput.RUN)) {
            problems.add(new Problem(
                    "mode " + mode.word() + " runs no script",
                    ActionInput.RUN.spelling(),
                    "leave out \"run\", or make two steps of it"));
        }
        if (mode != ActionMode.INSTALL && is(ActionInput.INSTALL)) {
            problems.add(new Problem(
                    "mode " + mode.word() + " installs nothing",
                    ActionInput.INSTALL.spelling(),
                    "make two steps of it: install comes first"));
        }
        if (mode == ActionMode.REVOKE && !isGiven(ActionInput.LEASE)) {
            problems.add(new Problem(
                    "nothing says what to revoke",
                    ActionInput.LEASE.spelling(),
                    "say \"lease: ${{ steps.ID.outputs.lease }}\", with the id of the step that issued it"));
        }
        return problems;
    }

    ActionMode mode() {
        Optional<ActionMode> said = ActionMode.of(text(ActionInput.MODE));
        if (said.isPresent()) {
            return said.get();
        }
        if (isGiven(ActionInput.RUN)) {
            return ActionMode.RUN;
        }
        return is(ActionInput.INSTALL) ? ActionMode.INSTALL : ActionMode.JOB;
    }

    /** What is given, or the default. */
    String text(ActionInput input) {
        return input.given(environment).orElse(input.defaultText());
    }

    boolean is(ActionInput flag) {
        return text(flag).equals("true");
    }

    boolean isGiven(ActionInput input) {
        return input.given(environment).isPresent();
    }

    /** A script, as it is: its first line may be indented. */
    String script() {
        return environment.getOrDefault(ActionInput.RUN.variable(), "");
    }

    @Override
    public Optional<String> value(Setting setting) {
        Optional<String> given = ActionInput.of(setting)
                .flatMap(input -> input.given(environment))
                .filter(text -> !text.equals(setting.defaultText()));
        return given.isEmpty() && setting == Setting.AUDIT ? ofJob() : given;
    }

    /** A container's own file would go with it; the runner's directory for temporary files lasts as long as the job. */
    private Optional<String> ofJob() {
        String temporary = environment.getOrDefault("RUNNER_TEMP", "");
        return temporary.isBlank() || !Files.isDirectory(Path.of(temporary))
                ? Optional.empty()
                : Optional.of(Path.of(temporary).resolve(AUDIT).toString());
    }

    @Override
    public String spelling(Setting setting) {
        return ActionInput.of(setting).map(ActionInput::spelling).orElse(setting.key());
    }
}
