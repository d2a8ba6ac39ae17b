package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
final class Command {
    private static final long LONGEST_SECONDS = 120;

    /** How it ended, and what it said on either stream. */
    record Result(int exit, String said) {}

    private Command() {}

    /** @throws StoryFailedException with what it said, if it did not end well */
    static void run(Path directory, String... command) {
        run(directory, Map.of(), command);
    }

    /** @throws StoryFailedException with what it said, if it did not end well */
    static void run(Path directory, Map<String, String> environment, String... command) {
        Result result = result(directory, environment, command);
        if (result.exit() != 0) {
            throw new StoryFailedException(List.of(command) + " ended with " + result.exit() + ": " + result.said());
        }
    }

    static Result result(Path directory, Map<String, String> environment, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new StoryFailedException(List.of(command) + " does not end");
            }
            return new Result(process.exitValue(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailedException("interrupted");
        }
    }
}
