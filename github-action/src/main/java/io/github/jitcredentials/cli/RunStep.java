package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.frontend.Settings;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Mode run: {@code jitc exec} around a script, as the workspace's owner. Tells the runner of no secret: what the script writes is
 * masked before anybody else sees it.
 */
final class RunStep {
    private final Surroundings around;
    private final Runner runner;
    private final ActionInputs inputs;
    private final Voice voice;

    RunStep(Surroundings around, Runner runner, ActionInputs inputs, Voice voice) {
        this.around = around;
        this.runner = runner;
        this.inputs = inputs;
        this.voice = voice;
    }

    /** @throws JitException for what stands in the way before the script is run */
    int run() throws IOException, InterruptedException {
        WorkspaceOwner owner = WorkspaceOwner.of(around.directory());
        Path directory = directory();
        Path script = Files.createTempFile(
                "jitc", ".sh", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(script, inputs.script().getBytes(StandardCharsets.UTF_8));
            owner.give(script);
            List<String> command = new ArrayList<>(owner.prefix());
            command.addAll(List.of("bash", "-eo", "pipefail", script.toString()));
            for (String program : List.of(command.get(0), "bash")) {
                if (Program.find(program, around) != Program.FOUND) {
                    throw new JitException.Misconfigured(new Problem(
                            "there is no " + program + " here",
                            ActionInput.RUN.spelling(),
                            "use the action's image as it is, or \"install\" and jitc exec"));
                }
            }
            ExecRequest request = new ExecRequest(
                    command,
                    JobNames.unit(around),
                    directory,
                    Host.configured(around, inputs),
                    new EnvOption(inputs.text(ActionInput.ENV)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList()),
                    inputs.is(ActionInput.GIT),
                    owner.isUs(),
                    // Git trusts no directory of somebody else's; the workspace is where this job works.
                    environment -> GitOption.set(
                            environment, "safe.directory", around.directory().toString()),
                    inputs.is(ActionInput.KEEP_IDENTITY),
                    false,
                    Settings.skips(inputs));
            return run(request);
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private int run(ExecRequest request) throws IOException, InterruptedException {
        try (ExecRun run = ExecRun.prepare(request, around, voice)) {
            ExecRun.Outcome outcome = run.run();
            List<LeaseReport> leases = outcome.leases();
            Verdict verdict = new Verdict(runner, inputs, voice);
            verdict.show(leases);
            // The others have been told of already.
            List<LeaseReport> alive =
                    leases.stream().filter(ReportLine::isAlarm).toList();
            return verdict.on(alive, "step", outcome.code());
        }
    }

    private Path directory() {
        Path directory = around.directory().resolve(inputs.text(ActionInput.WORKING_DIRECTORY));
        if (!Files.isDirectory(directory)) {
            throw new JitException.Misconfigured(new Problem(
                    directory + " is no directory",
                    ActionInput.WORKING_DIRECTORY.spelling(),
                    "name one that is there when this step begins"));
        }
        return directory;
    }
}
