package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the trial that runs beside the story and says, in one JSON line, that it is ready and where. It ends when its
 * standard input closes, so that it does not outlive the story however that ends.
 */
final class Child implements AutoCloseable {
    private final Process process;
    private final JsonNode ready;

    private Child(Process process, JsonNode ready) {
        this.process = process;
        this.ready = ready;
    }

    /** Starts a main class on this JVM's own class path; what it writes to its error stream goes to {@code log}. */
    static Child java(String mainClass, Path log, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(arguments);
        command.add("--exit-with-stdin");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            if (line == null) {
                throw new StoryFailedException(mainClass + " did not start; see " + log);
            }
            return new Child(process, new ObjectMapper().readTree(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One field of the line with which it said that it is ready. */
    String said(String field) {
        JsonNode value = ready.get(field);
        if (value == null) {
            throw new StoryFailedException("the child process did not say its " + field);
        }
        return value.asText();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
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
