package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jitc init}: a configuration to start from. */
@Command(
        name = "init",
        description =
                "Writes a commented jit-credentials.yml for the CI system it finds itself in: GitHub Actions, GitLab, "
                        + "or any that puts a token into a file. What you must change says CHANGE.")
final class InitCommand implements Callable<Integer> {
    private final Surroundings around;

    @Option(
            names = "--for",
            paramLabel = "github|gitlab|other",
            description = "The CI system, instead of the one it finds itself in.")
    private @Nullable StartingPoint wanted;

    InitCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        StartingPoint start = wanted != null ? wanted : StartingPoint.found(around);
        Path file = around.directory().resolve(Setting.CONFIG.defaultText());
        try {
            Files.writeString(file, start.file(around), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new JitException.Misconfigured(
                    new Problem("there is one already", file.toString(), "jitc check says what it makes of it"));
        }
        Voice.of(around, false)
                .say("wrote " + file.getFileName() + " for " + start.title()
                        + ": change what says CHANGE, then try jitc explain and jitc check");
        return ExitCode.OK.code();
    }
}
