package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.model.JitException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jitc exec}: a credential that lives as long as a command. */
@Command(
        name = Jitc.EXEC,
        description = "Runs a command with credentials that are revoked, and proven dead, when it ends.",
        footer = {
            "",
            "As a step's shell: jitc exec --profile deploy -- bash -eo pipefail {0}",
        })
final class ExecCommand implements Callable<Integer> {
    /** When what the command writes is masked. */
    enum Mask {
        auto,
        always
    }

    private final Surroundings around;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = EnvOption.NAME,
            paramLabel = "NAME=FIELD",
            description = "The environment variable that gets a field of the credential, instead of those that the "
                    + "profile names; NAME=PROFILE:FIELD with several profiles.")
    private List<String> env = new ArrayList<>();

    @Option(
            names = GitOption.NAME,
            description =
                    "Git, wherever the command calls it, gets the credential for the profile's destination, and only "
                            + "there.")
    private boolean git;

    @Option(
            names = "--keep-identity",
            description = "Leave the command what this task is identified by, and the runner's own variables.")
    private boolean keepIdentity;

    @Option(
            names = "--mask",
            paramLabel = "auto|always",
            description = "always: also what would go to a terminal, which the command then has no more. Default: auto")
    private Mask mask = Mask.auto;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write what became of the leases into a file, or /dev/fd/3, as JSON.")
    private @Nullable Path json;

    @Option(names = "--quiet", description = "Say only what somebody must look at.")
    private boolean quiet;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command and its arguments.")
    private List<String> command = new ArrayList<>();

    ExecCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Voice voice = Voice.of(around, quiet);
        for (String argument : command) {
            if (argument.indexOf('\uFFFD') >= 0) {
                voice.warn("an argument of the command is not UTF-8, and would not arrive as it is: it was not run");
                return ExitCode.REFUSED.code();
            }
        }
        switch (Program.find(command.get(0), around)) {
            case NOT_FOUND -> {
                voice.warn("there is no command \"" + command.get(0) + "\": nothing was issued");
                return ExitCode.NOT_FOUND.code();
            }
            case NOT_EXECUTABLE -> {
                voice.warn("\"" + command.get(0) + "\" can't be executed: nothing was issued");
                return ExitCode.NOT_EXECUTABLE.code();
            }
            case FOUND -> {
                // Goes on below.
            }
        }
        CommandSpec given = spec;
        if (given == null) {
            throw new IllegalStateException("picocli makes commands with their specification");
        }
        SettingOptions said = new SettingOptions(given, around.environment());
        ExecRequest request = new ExecRequest(
                command,
                ExecRequest.unit(command),
                around.directory(),
                Host.configured(around, said),
                new EnvOption(env),
                git,
                true,
                environment -> {},
                keepIdentity,
                mask == Mask.always,
                Settings.skips(said));
        return run(request, voice);
    }

    /** @throws JitException for what stands in the way before the command is run */
    private int run(ExecRequest request, Voice voice) throws Exception {
        try (ExecRun run = ExecRun.prepare(request, around, voice)) {
            ExecRun.Outcome outcome = run.run();
            Path file = json;
            if (file != null) {
                JsonReport.write(
                        JsonReport.of(outcome.code(), outcome.leases()),
                        around.directory().resolve(file));
            }
            return outcome.code();
        }
    }
}
