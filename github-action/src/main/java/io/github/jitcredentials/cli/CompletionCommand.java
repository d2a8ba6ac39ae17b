package io.github.jitcredentials.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code jitc completion}: what a shell needs to complete our command lines. */
@Command(name = "completion", description = "Prints a script for bash and zsh: source <(jitc completion)")
final class CompletionCommand implements Callable<Integer> {
    private final Surroundings around;

    CompletionCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        String script = AutoComplete.bash(Host.NAME, Jitc.commandLine(around));
        around.out().write(script.getBytes(StandardCharsets.UTF_8));
        return ExitCode.OK.code();
    }
}
