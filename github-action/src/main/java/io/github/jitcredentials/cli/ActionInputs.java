package io.github.jitcredentials.cli;

import io.github.jitcredentials.audit.AuditLocation;
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

/**
 * What a workflow says in {@code with:}. An input that holds its own default counts as not given. Journals stay in the container, whose
 * machine nobody else is; the audit log lasts as long as the job.
 */
final class ActionInputs implements RawSettings {
    private static final String AUDIT = "jit-credentials/audit.jsonl";

    /** What only one mode has a use for. */
    private static final Map<ActionInput, ActionMode> ONLY = Map.of(
            ActionInput.RUN, ActionMode.RUN,
            ActionInput.WORKING_DIRECTORY, ActionMode.RUN,
            ActionInput.ENV, ActionMode.RUN,
            ActionInput.GIT, ActionMode.RUN,
            ActionInput.KEEP_IDENTITY, ActionMode.RUN,
            ActionInput.ALLOW_EXPIRY_ONLY, ActionMode.JOB,
            ActionInput.INSTALL, ActionMode.INSTALL,
            ActionInput.LEASE, ActionMode.REVOKE);

    private final Map<String, String> environment;
    private final Path home;

    /** As they are: a post step ends what was issued, whatever its inputs have become by then. */
    ActionInputs(Surroundings around) {
        this.environment = around.environment();
        this.home = around.home();
    }

    /** @throws JitException.Misconfigured with all that can't be understood */
    static ActionInputs checked(Surroundings around) {
        ActionInputs inputs = new ActionInputs(around);
        inputs.check();
        return inputs;
    }

    private void check() {
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
        for (ActionInput input : ActionInput.values()) {
            ActionMode only = ONLY.getOrDefault(input, mode);
            if (only != mode && !text(input).equals(input.defaultText())) {
                problems.add(new Problem(
                        "mode " + mode.word() + " has no use for it",
                        input.spelling(),
                        "leave it out, or make a step of mode " + only.word() + " for it"));
            }
        }
        if (mode == ActionMode.RUN && !isGiven(ActionInput.RUN)) {
            problems.add(new Problem("there is no script", ActionInput.RUN.spelling(), "say which commands to run"));
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
        if (given.isPresent()) {
            return given;
        }
        return switch (setting) {
            case AUDIT -> ofJob();
            case JOURNAL -> ofJob().map(audit -> usualJournal());
            default -> Optional.empty();
        };
    }

    /** A container's own file would go with it; the runner's directory for temporary files lasts as long as the job. */
    private Optional<String> ofJob() {
        String temporary = environment.getOrDefault("RUNNER_TEMP", "");
        return temporary.isBlank() || !Files.isDirectory(Path.of(temporary))
                ? Optional.empty()
                : Optional.of(Path.of(temporary).resolve(AUDIT).toString());
    }

    /** Not beside that audit log: for the next container it would be another machine's. */
    private String usualJournal() {
        return AuditLocation.usual(environment, home).resolveSibling("journal").toString();
    }

    @Override
    public String spelling(Setting setting) {
        return ActionInput.of(setting).map(ActionInput::spelling).orElse(setting.key());
    }
}
