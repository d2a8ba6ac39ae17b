package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Somebody else's server beside a story. It ends when the story does, however that ends. */
final class Beside implements AutoCloseable {
    /** Stands between: its standard input ends with the story, and it ends the server then. */
    private static final String WATCH =
            "\"$@\" </dev/null & server=$!; cat >/dev/null; kill -TERM $server 2>/dev/null; wait $server";

    private static final long GOOD_BYE_SECONDS = 20;

    private final Process process;
    private final Path log;

    private Beside(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Beside start(Path log, Map<String, String> environment, List<String> command) {
        List<String> watched = new ArrayList<>(List.of("/bin/sh", "-c", WATCH, "watch"));
        watched.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(watched).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new Beside(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it answers, or has died of something. */
    Beside awaiting(Duration longest, String name, BooleanSupplier answers) {
        try {
            Patience.until(longest, name + " to answer (see " + log + ")", () -> {
                if (!process.isAlive()) {
                    throw new StoryFailedException(name + " did not start; see " + log);
                }
                return answers.getAsBoolean() ? Boolean.TRUE : null;
            });
            return this;
        } catch (StoryFailedException e) {
            close();
            throw e;
        }
    }

    /** SIGKILL to the server, and to nothing that it has started. */
    void kill() {
        ProcessHandle server = process.children()
                .filter(child -> !child.info().command().orElse("").endsWith("/cat"))
                .findFirst()
                .orElseThrow(() -> new StoryFailedException("there is nothing to kill; see " + log));
        server.destroyForcibly();
        server.onExit().join();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(GOOD_BYE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
