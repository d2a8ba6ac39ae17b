package io.github.jitcredentials.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A server in a process of its own, that ends with the JVM that started it, however that ends. */
public final class PeerProcess implements AutoCloseable {
    /** Stands between: its standard input ends with us, and it ends the server then. */
    private static final String WATCH = "signal=$1; shift; \"$@\" </dev/null & server=$!; cat >/dev/null; "
            + "kill -$signal $server 2>/dev/null; wait $server";

    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path log;

    private PeerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * @param signal what ends it in good order
     * @param log where it writes what it says
     */
    public static PeerProcess start(String signal, Path log, Map<String, String> environment, List<String> command) {
        List<String> watched = new ArrayList<>(List.of("/bin/sh", "-c", WATCH, "watch", signal));
        watched.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(watched).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new PeerProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end, which must be good. */
    static void run(List<String> command) {
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            run.getOutputStream().close();
            String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!run.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || run.exitValue() != 0) {
                throw new AssertionError(command + " did not end well:\n" + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** One of this loopback's that nobody uses now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PeerProcess awaiting(BooleanSupplier ready) {
        return awaiting(Duration.ofSeconds(PATIENCE_SECONDS), ready);
    }

    /**
     * Waits until it answers, or has died of something.
     *
     * @param patience for a server that takes its time
     */
    public PeerProcess awaiting(Duration patience, BooleanSupplier ready) {
        long end = System.nanoTime() + patience.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new AssertionError("the server did not come up:\n" + said());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return this;
    }

    /** Waits until a server that is up has done what it was told. */
    static void await(BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("the server has not done what it was told");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** SIGKILL to the server, and to nothing that it has started. */
    public void kill() {
        ProcessHandle server = process.children()
                .filter(child -> !child.info().command().orElse("").endsWith("/cat"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is nothing to kill:\n" + said()));
        server.destroyForcibly();
        server.onExit().join();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }
}
