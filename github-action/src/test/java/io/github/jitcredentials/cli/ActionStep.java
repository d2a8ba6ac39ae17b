package io.github.jitcredentials.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One process of the action, with the files and variables that GitHub's runner gives it. Started without a shell, which would drop
 * variables with hyphens.
 */
final class ActionStep {
    private static final long PATIENCE_SECONDS = 60;

    private final Path folder;
    private final Process process;

    private ActionStep(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /**
     * Starts the main step.
     *
     * @param inputs as a workflow names them
     */
    static ActionStep main(Ground ground, Map<String, String> inputs) throws IOException {
        return start(ground, inputs, Map.of(), List.of());
    }

    /** Starts the post step with the state that the main step left. */
    ActionStep post(Ground ground, Map<String, String> inputs) throws IOException {
        return post(ground, inputs, Map.of());
    }

    ActionStep post(Ground ground, Map<String, String> inputs, Map<String, String> more) throws IOException {
        Map<String, String> state = new LinkedHashMap<>(more);
        state().forEach((name, value) -> state.put("STATE_" + name, value));
        return start(ground, inputs, state, List.of("--post"));
    }

    static ActionStep start(Ground ground, Map<String, String> inputs, Map<String, String> more, List<String> arguments)
            throws IOException {
        Path folder = Files.createTempDirectory(ground.home(), "step");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path lib = Path.of(System.getProperty("it.jitc")).resolveSibling("target/lib");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djitc.closed=",
                "-Djitc.launcher=" + System.getProperty("it.jitc"),
                "-cp",
                lib + "/*",
                "io.github.jitcredentials.cli.Jitc",
                "action"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ground.project().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("JIT_CREDENTIALS_") || name.startsWith("XDG_"));
        // As in a container of its own: nothing of the step before it is there.
        variables.put("XDG_STATE_HOME", folder.resolve("state").toString());
        Path runtime = Files.createDirectory(
                folder.resolve("runtime"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        variables.put("XDG_RUNTIME_DIR", runtime.toString());
        variables.remove("RUNNER_TEMP");
        variables.put("HOME", ground.home().toString());
        variables.put("GITHUB_WORKSPACE", ground.project().toString());
        variables.put("GITHUB_JOB", "release");
        for (String file : List.of("STATE", "OUTPUT", "PATH", "STEP_SUMMARY")) {
            Path path = folder.resolve(file);
            Files.createFile(path);
            variables.put("GITHUB_" + file, path.toString());
        }
        variables.putAll(ground.job());
        // As a runner does: what nobody gave is there, and holds the default.
        for (ActionInput input : ActionInput.values()) {
            variables.put(input.variable(), inputs.getOrDefault(input.key(), input.defaultText()));
        }
        variables.putAll(more);
        return new ActionStep(folder, builder.start());
    }

    ActionStep await() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the step did not end: " + folder);
        }
        return this;
    }

    void kill(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    int code() {
        return process.exitValue();
    }

    String out() throws IOException {
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
    }

    String err() throws IOException {
        return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** What people see of it: both streams, without the orders to mask, which a runner takes and does not show. */
    String log() throws IOException {
        StringBuilder log = new StringBuilder(err());
        out().lines().filter(line -> !line.startsWith("::add-mask::")).forEach(line -> log.append(line)
                .append('\n'));
        return log.toString();
    }

    Map<String, String> state() throws IOException {
        return values("STATE");
    }

    Map<String, String> outputs() throws IOException {
        return values("OUTPUT");
    }

    String summary() throws IOException {
        return Files.readString(folder.resolve("STEP_SUMMARY"));
    }

    /** As a runner reads it; the last value of a name counts. */
    private Map<String, String> values(String file) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(folder.resolve(file));
        for (int i = 0; i < lines.size(); i++) {
            String[] head = lines.get(i).split("<<", 2);
            int end = i + 1;
            while (!lines.get(end).equals(head[1])) {
                end++;
            }
            values.put(head[0], String.join("\n", lines.subList(i + 1, end)));
            i = end;
        }
        return values;
    }
}
