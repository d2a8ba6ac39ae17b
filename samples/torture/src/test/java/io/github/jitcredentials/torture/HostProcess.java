package io.github.jitcredentials.torture;

import io.github.jitcredentials.lease.GuardianMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A running {@link TorturedHost}. Everything it says is kept; its error stream goes to a file beside its state. */
final class HostProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> said = new ArrayList<>();
    private boolean silent;

    private HostProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "host " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** @param prefix a program that becomes the host, with its arguments; empty for none */
    static HostProcess start(
            List<String> prefix, Path root, Path guardianJava, Map<String, String> environment, List<String> settings)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                java(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                TorturedHost.class.getName(),
                root.toString(),
                guardianJava.toString()));
        command.addAll(settings);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        root.resolve("host-errors.txt").toFile()));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("LANG"));
        builder.environment().put("CLASSPATH", classPath());
        builder.environment().putAll(environment);
        return new HostProcess(builder.start());
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath() {
        // Surefire puts the real one aside and starts with a jar that only points at it.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    long pid() {
        return process.pid();
    }

    void tell(String order) throws IOException {
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The first line that begins so, since the host started; waits for it. */
    String line(String beginning) throws Exception {
        return lines(beginning, 1).get(0);
    }

    /** The first lines that begin so; waits until there are so many. */
    List<String> lines(String beginning, int many) throws Exception {
        // A host that failed where nobody expects it to will not say what is waited for.
        boolean expected = beginning.startsWith("FAILED") || !all("FAILED").isEmpty();
        Patience.until("\"" + beginning + "\" in " + this, PATIENCE, () -> {
            synchronized (said) {
                boolean hopeless = silent || said.stream().anyMatch(line -> line.startsWith("FAILED")) && !expected;
                return hopeless || starting(beginning).size() >= many;
            }
        });
        synchronized (said) {
            List<String> found = starting(beginning);
            if (found.size() < many) {
                throw new AssertionError("the host failed before it said \"" + beginning + "\": " + said);
            }
            return found.subList(0, many);
        }
    }

    /** Waits until so many leases were opened, or were not. */
    void awaitAnswers(int many) throws Exception {
        Patience.until(
                "an answer to open from " + this,
                PATIENCE,
                () -> all("OPEN").size() + all("FAILED open").size() >= many);
    }

    /** Waits for a line of which more than the beginning is not known. */
    void awaitLine(Predicate<String> fits) throws Exception {
        Patience.until("a line of " + this, PATIENCE, () -> {
            synchronized (said) {
                return silent || said.stream().anyMatch(fits);
            }
        });
    }

    /** All it said so far that begins so. */
    List<String> all(String beginning) {
        synchronized (said) {
            return starting(beginning);
        }
    }

    /** Its guardian: the process that was told this host's process id. */
    Optional<ProcessHandle> guardian() {
        String ending = "\0" + pid() + "\0";
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.filter(one -> isGuardian(one.pid(), ending)).findFirst();
        }
    }

    private static boolean isGuardian(long pid, String ending) {
        try {
            String arguments = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
            return arguments.contains(GuardianMain.class.getName())
                    && arguments.endsWith(ending)
                    && !arguments.startsWith("/bin/sh");
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a process is gone, or only waits to be buried. */
    static boolean isDead(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return true;
        }
    }

    /** Kills it, and says when. */
    Instant kill() throws Exception {
        Instant now = Instant.now();
        Signal.KILL.to(pid());
        awaitExit();
        return now;
    }

    void awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the host did not end: " + this);
        }
    }

    @Override
    public String toString() {
        synchronized (said) {
            return "host " + pid() + " " + said;
        }
    }

    /** Ends what is still there of it and of its guardian. */
    @Override
    public void close() {
        Optional<ProcessHandle> guardian = guardian();
        process.destroyForcibly();
        guardian.ifPresent(ProcessHandle::destroyForcibly);
    }

    private List<String> starting(String beginning) {
        return said.stream().filter(line -> line.startsWith(beginning)).toList();
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                synchronized (said) {
                    said.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            synchronized (said) {
                silent = true;
            }
        }
    }
}
