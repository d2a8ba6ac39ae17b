package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Advice;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;

/** The command line. Ends with one of the codes of {@link ExitCode}, or with that of the command that {@code exec} ran. */
@Command(
        name = "jitc",
        mixinStandardHelpOptions = true,
        description = "Credentials that do not outlive the command that needs them.")
public final class Jitc implements Callable<Integer> {
    static final String EXEC = "exec";

    private final CommandSpec spec;
    private final Surroundings around;

    private Jitc(CommandSpec spec, Surroundings around) {
        this.spec = spec;
        this.around = around;
    }

    /** The program. */
    @SuppressForbidden("only a main method ends its process")
    public static void main(String[] args) {
        System.exit(run(Surroundings.ofProcess(), args));
    }

    /** The same within a process; returns the code. */
    static int run(Surroundings around, String... args) {
        return commandLine(around, args).execute(args);
    }

    /** All commands. */
    static CommandLine commandLine(Surroundings around) {
        return commandLine(around, new String[0]);
    }

    /** Only the command that is called: reading what all of them take would cost each call a tenth of a second. */
    private static CommandLine commandLine(Surroundings around, String[] args) {
        CommandSpec spec = CommandSpec.create();
        CommandLine line = new CommandLine(CommandSpec.forAnnotatedObject(new Jitc(spec, around)));
        for (Subcommand subcommand : Subcommand.values()) {
            if (args.length == 0
                    || !Subcommand.isOne(args[0])
                    || subcommand.word().equals(args[0])) {
                line.addSubcommand(subcommand.word(), subcommand.create(around));
            }
        }
        line.getCommandSpec().versionProvider(() -> new String[] {"jitc " + Host.version()});
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nEnds with:%n")
                .exitCodeList(Arrays.stream(ExitCode.values())
                        .collect(Collectors.toMap(
                                code -> code == ExitCode.SIGNAL ? "128+n" : String.valueOf(code.code()),
                                ExitCode::doc,
                                (one, other) -> one,
                                java.util.LinkedHashMap::new)));
        line.setExpandAtFiles(false);
        line.setPosixClusteredShortOptionsAllowed(false);
        line.setUsageHelpWidth(UsageMessageSpec.DEFAULT_USAGE_WIDTH + 20);
        line.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, given) -> misused(around, e));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(around, command, e));
        return line;
    }

    @Override
    public Integer call() {
        spec.commandLine();
        Voice.of(around, false).warn("which command? Try jitc --help");
        return ExitCode.USAGE.code();
    }

    private static int misused(Surroundings around, ParameterException e) {
        CommandLine command = e.getCommandLine();
        Voice voice = Voice.of(around, false);
        voice.warn(String.valueOf(e.getMessage()));
        voice.warn("nothing was done. Try " + command.getCommandSpec().qualifiedName() + " --help");
        return isExec(command) ? ExitCode.REFUSED.code() : ExitCode.USAGE.code();
    }

    private static int failed(Surroundings around, CommandLine command, Exception e) {
        Voice voice = Voice.of(around, false);
        if (e instanceof JitException jit) {
            voice.block(
                    advice(isExec(command) ? "The command was not run." : "").of(jit));
            return isExec(command) ? ExitCode.REFUSED.code() : ExitCode.of(jit).code();
        }
        voice.block(List.of(
                "jitc: failed in a way it should not: " + e,
                "  Please report it: https://github.com/jitcredentials/jit-credentials/issues"));
        return isExec(command) ? ExitCode.REFUSED.code() : ExitCode.FAILED.code();
    }

    static Advice advice(String undone) {
        return new Advice("jitc explain --profile", undone);
    }

    private static boolean isExec(CommandLine command) {
        return command.getCommandName().equals(EXEC);
    }
}
