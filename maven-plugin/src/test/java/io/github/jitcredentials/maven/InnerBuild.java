package io.github.jitcredentials.maven;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Maven in a process of its own, its output in a file. */
final class InnerBuild implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Process process;
    private final Path log;

    private InnerBuild(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param home where the build keeps what outlives it */
    static InnerBuild start(Launcher launcher, Path project, Path home, List<String> arguments) {
        try {
            Files.createDirectories(home.resolve("state"));
            Files.createDirectories(
                    home.resolve("runtime"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path log = home.resolve("build.log");
            ProcessBuilder builder = new ProcessBuilder(Stage.maven(launcher.maven(), arguments))
                    .directory(project.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            Stage.environment(builder.environment(), home);
            builder.environment().put("JAVA_HOME", launcher.javaHome().toString());
            if (!launcher.javaOptions().isEmpty()) {
                builder.environment().put("JDK_JAVA_OPTIONS", launcher.javaOptions());
            }
            return new InnerBuild(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the build and returns its exit code. */
    int await() {
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the build did not end:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal to Maven's JVM: the start script execs it, so it has the same process id. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
