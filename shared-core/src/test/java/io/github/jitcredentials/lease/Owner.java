package io.github.jitcredentials.lease;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running {@link OwnerMain} in a session of its own, so that signals to its group reach nobody else. */
final class Owner implements AutoCloseable {
    private final Process process;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private long guardian;

    private Owner(Process process) {
        this.process = process;
        Thread reader = new Thread(() -> read(process));
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it and waits until its leases are active. */
    static Owner start(Path journals, Path runtime, TrialServer server, int ttlSeconds, int leases, String guardianPath)
            throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        // Whoever started this build may ignore signals, and a JVM keeps ignoring what it inherits so.
                        "env",
                        "--default-signal=HUP,INT,TERM",
                        "setsid",
                        java(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        OwnerMain.class.getName(),
                        journals.toString(),
                        runtime.toString(),
                        server.url(),
                        Integer.toString(ttlSeconds),
                        Integer.toString(leases),
                        guardianPath)
                .redirectError(Redirect.INHERIT);
        builder.environment().put("CLASSPATH", classPath());
        // What a guardian must not inherit.
        builder.environment().put("CI_TOKEN", OwnerMain.SECRET);
        builder.environment().put("RUNNER_TRACKING_ID", "github_1");
        Owner owner = new Owner(builder.start());
        String[] words = owner.line(60)
                .orElseThrow(() -> new AssertionError("the owner died"))
                .split(" ");
        owner.guardian = Long.parseLong(words[1]);
        return owner;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        return classPathEntries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Our classes, the tests', and the libraries that both need. */
    static List<Path> classPathEntries() {
        return Stream.of(GuardianMain.class, OwnerMain.class, ObjectMapper.class, JsonFactory.class, JsonProperty.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(url -> {
                    try {
                        return Path.of(url.toURI());
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    long pid() {
        return process.pid();
    }

    ProcessHandle guardian() {
        return ProcessHandle.of(guardian).orElseThrow(() -> new AssertionError("the guardian is gone"));
    }

    /** The next line of its output; empty at its end, that is when nobody has the pipe open any more. */
    Optional<String> line(int seconds) throws InterruptedException {
        Optional<String> line = lines.poll(seconds, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("the owner said nothing for " + seconds + "s");
        }
        return line;
    }

    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    int awaitExit(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new AssertionError("the owner did not end within " + seconds + "s");
        }
        return process.exitValue();
    }

    /** Sends a signal; a negative number means a process group. */
    static void signal(String name, long pid) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name, "--", Long.toString(pid)));
        Process kill = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -" + name + " " + pid + ": " + said);
        }
    }

    @Override
    public void close() {
        ProcessHandle.of(guardian).filter(handle -> guardian != 0).ifPresent(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void read(Process owner) {
        try (BufferedReader reader = owner.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(Optional.of(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lines.add(Optional.empty());
        }
    }
}
