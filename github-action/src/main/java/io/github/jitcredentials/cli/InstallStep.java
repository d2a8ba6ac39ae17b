package io.github.jitcredentials.cli;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Path;

/** Mode install: puts this very jitc, with its own Java, where the steps that follow find it. Issues nothing. */
final class InstallStep {
    private final Surroundings around;
    private final Runner runner;
    private final Voice voice;

    InstallStep(Surroundings around, Runner runner, Voice voice) {
        this.around = around;
        this.runner = runner;
        this.voice = voice;
    }

    int run() throws IOException {
        runner.require(
                Runner.CommandFile.PATH,
                "the steps that follow would not find jitc",
                "run this as a step of a workflow");
        SharedPlace place = SharedPlace.find(around, MountTable.ofProcess());
        Installation own = Installation.own(around)
                .orElseThrow(() -> new JitException.Misconfigured(new Problem(
                        "this jitc is not a folder that could be copied",
                        ActionInput.INSTALL.spelling(),
                        "use the action's image, or put a release of jitc on the PATH")));
        String name = own.name(Host.version());
        own.copyTo(place.here(), name);
        Path bin = place.outside().resolve(name).resolve("bin");
        runner.append(Runner.CommandFile.PATH, bin + "\n");
        voice.say("jitc " + Host.version() + " is on the PATH of the steps that follow: " + bin);
        return ExitCode.OK.code();
    }
}
