package io.github.jitcredentials.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A shell script that runs jitc as a process, with its output in files. */
final class Shell {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path out;
    private final Path err;

    private Shell(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** {@code $JITC} is the launcher; {@code exec "$JITC" …} makes the shell's process jitc's. */
    static Shell start(Place place, String script, Map<String, String> environment) throws IOException {
        Path folder = Files.createTempDirectory(place.home(), "out");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", script)
                .directory(place.project().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("JIT_CREDENTIALS_") || name.startsWith("XDG_"));
        variables.put("JITC", System.getProperty("it.jitc"));
        variables.put("HOME", place.home().toString());
        variables.put("XDG_STATE_HOME", place.home().resolve("state").toString());
        variables.put("XDG_RUNTIME_DIR", place.runtime().toString());
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.putAll(environment);
        return new Shell(builder.start(), out, err);
    }

    Shell await() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the script did not end");
        }
        return this;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by its name. */
    void kill(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }

    int code() {
        return process.exitValue();
    }

    byte[] outBytes() throws IOException {
        return Files.readAllBytes(out);
    }

    String out() throws IOException {
        return Files.readString(out, StandardCharsets.ISO_8859_1);
    }

    /** What it has said by now. */
    String errNow() {
        try {
            return err();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String err() throws IOException {
        return Files.readString(err, StandardCharsets.UTF_8);
    }
}
