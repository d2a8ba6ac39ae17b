package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Advice;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jitc action}: the steps of the GitHub action. Not for people; a runner says what it wants in its environment. */
@Command(
        name = "action",
        hidden = true,
        description = "The main step of the GitHub action, and with --post its post step. Takes inputs from INPUT_*.")
final class ActionCommand implements Callable<Integer> {
    private final Surroundings around;

    @Option(names = "--post", description = "The post step: ends what the main step has issued.")
    private boolean post;

    ActionCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws Exception {
        Voice voice = Voice.of(around, false);
        Runner runner = new Runner(around);
        try {
            Surroundings here = around.in(workspace());
            if (post) {
                return new EndStep(here, runner, new ActionInputs(here), voice).post();
            }
            ActionInputs inputs = ActionInputs.checked(here);
            return switch (inputs.mode()) {
                case INSTALL -> new InstallStep(around, runner, voice).run();
                case RUN -> new RunStep(here, runner, inputs, voice).run();
                case JOB -> new JobStep(here, runner, inputs, voice).run();
                case REVOKE -> new EndStep(here, runner, inputs, voice).revoke();
            };
        } catch (JitException e) {
            return refused(e, runner, voice);
        }
    }

    /** Where the project is checked out; a runner starts an action there, too. */
    private Path workspace() {
        Path said = Path.of(around.variable("GITHUB_WORKSPACE"));
        return said.isAbsolute() && Files.isDirectory(said) ? said : around.directory();
    }

    /** The whole block in the log, and as the annotation by which people find it. */
    private static int refused(JitException e, Runner runner, Voice voice) throws IOException {
        List<String> lines = new Advice("jitc explain --profile", "").of(e);
        voice.block(lines);
        runner.annotate(Runner.Level.ERROR, lines);
        return ExitCode.of(e).code();
    }
}
