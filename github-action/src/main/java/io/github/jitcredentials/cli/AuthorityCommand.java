package io.github.jitcredentials.cli;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code jitc authority}: the trial authority, where it is installed. It is a program of its own, which shares nothing with this one,
 * and no part of the action's image.
 */
@Command(
        name = "authority",
        description =
                "Starts the trial authority until Ctrl-C, where its jars lie in the folder \"authority\" beside jitc's own "
                        + "\"lib\". Options go to it: jitc authority -- --help lists them.")
final class AuthorityCommand implements Callable<Integer> {
    private static final String MAIN = "io.github.jitcredentials.authority.AuthorityMain";

    private final Surroundings around;

    @Parameters(paramLabel = "OPTION", arity = "0..*", description = "The authority's own, as --port 4187 --ci ci.")
    private List<String> options = new ArrayList<>();

    AuthorityCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Launcher.folder(around).resolve("authority");
        if (!Files.isDirectory(folder)) {
            throw new JitException.Misconfigured(new Problem(
                    "the trial authority is not here",
                    folder.toString(),
                    "in a checkout, samples/run authority starts it with a guarded repository; or put its jars there"));
        }
        return run(folder);
    }

    /** It ends with us, whatever ends us: it watches its standard input, which only we hold. */
    @SuppressForbidden("the authority is a program of its own")
    private int run(Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.net.httpserver.nodelay=true",
                "-cp",
                folder + "/*",
                MAIN,
                "--exit-with-stdin"));
        command.addAll(options);
        Process process = new ProcessBuilder(command)
                .redirectOutput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
        return process.waitFor();
    }
}
