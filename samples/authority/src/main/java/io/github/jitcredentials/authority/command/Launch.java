package io.github.jitcredentials.authority.command;

import io.github.jitcredentials.authority.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Runs a server as a process: one JSON line when it is ready, then nothing until it ends. */
public final class Launch {
    private static final String EXIT_WITH_STDIN = "--exit-with-stdin";
    private static final String HELP = "--help";
    private static final int BAD_ARGUMENTS = 2;
    private static final int FAILED = 1;

    private Launch() {}

    /** Starts the program, or ends the process: with 2 if the command line is wrong, with 1 if it can't be started. */
    public static void run(String name, Program program, String[] args) {
        try {
            Options options = Options.parse(args, program.valued(), Set.of(EXIT_WITH_STDIN, HELP));
            if (options.has(HELP)) {
                System.out.println(program.help());
                return;
            }
            Program.Running running = program.start(options);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(running.server()), "close"));
            Map<String, Object> ready = new TreeMap<>(running.ready());
            ready.put("pid", ProcessHandle.current().pid());
            System.out.println(Json.text(ready));
            System.out.flush();
            if (options.has(EXIT_WITH_STDIN)) {
                exitWith(System.in);
            }
        } catch (UsageException | IllegalArgumentException e) {
            System.err.println(name + ": " + e.getMessage());
            System.exit(BAD_ARGUMENTS);
        } catch (IOException e) {
            System.err.println(name + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
            System.exit(FAILED);
        }
    }

    /** Who starts us holds our stdin open; when it dies in whatever way, the kernel closes it. */
    private static void exitWith(InputStream stdin) {
        Thread watch = new Thread(
                () -> {
                    try {
                        stdin.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // as good as its end
                    }
                    System.exit(0);
                },
                "stdin");
        watch.setDaemon(true);
        watch.start();
    }

    private static void close(AutoCloseable server) {
        try {
            server.close();
        } catch (Exception e) {
            System.err.println(e.getMessage());
        }
    }
}
