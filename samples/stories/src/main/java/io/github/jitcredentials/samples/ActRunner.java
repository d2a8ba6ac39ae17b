package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A workflow runner: {@code act}, with the trial's CI in the place of GitHub's. */
final class ActRunner {
    /** The first workflow builds the image. */
    private static final Duration LONGEST = Duration.ofMinutes(15);

    private final Path project;
    private final Path place;
    private final Map<String, String> engine;
    private final List<String> options;

    /**
     * @param project where the workflows are; made a git repository
     * @param place where logs go
     * @param engine how containers are started, as environment variables
     * @param job what jobs find in their environment, and no command line shows
     * @param options more of act's own
     */
    ActRunner(
            Path project,
            Path place,
            Map<String, String> engine,
            Map<String, String> job,
            String image,
            List<String> options) {
        this.project = project;
        this.place = place;
        this.engine = engine;
        this.options = new ArrayList<>(List.of("--pull=false", "--rm", "--network", "host"));
        this.options.addAll(List.of("-P", "ubuntu-latest=" + image, "-P", "self-hosted=" + image));
        this.options.addAll(List.of("--container-daemon-socket", "-"));
        try {
            Path secrets = Files.createTempFile(
                    place,
                    "act",
                    ".env",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            StringBuilder text = new StringBuilder();
            job.forEach(
                    (name, value) -> text.append(name).append('=').append(value).append('\n'));
            Files.writeString(secrets, text);
            this.options.addAll(List.of("--env-file", secrets.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.options.addAll(options);
        git("init", "-q", "-b", "main");
        git("add", "-A");
        git("-c", "user.name=trial", "-c", "user.email=trial@example.invalid", "commit", "-q", "-m", "A trial");
    }

    /**
     * Starts it.
     *
     * @param name of the log
     * @param workflows a file of the project, or a folder of such files
     */
    Running start(String name, String event, String workflows, String... more) {
        Path log = place.resolve(name + ".log");
        String act =
                RealPrograms.tool("act", System.getenv()).map(Path::toString).orElse("act");
        List<String> command = new ArrayList<>(List.of(act, event, "-W", workflows));
        command.addAll(options);
        command.addAll(List.of(more));
        return new Running(process(command, log), log);
    }

    void git(String... arguments) {
        Path log = place.resolve("git.log");
        List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        new Running(process(command, log), log).succeed();
    }

    private Process process(List<String> command, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(engine);
        // Its cache and its settings are nobody else's.
        builder.environment().put("XDG_CACHE_HOME", place.resolve("cache").toString());
        builder.environment().put("XDG_CONFIG_HOME", place.resolve("config").toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One program at work, and what it has said. */
    record Running(Process process, Path log) {
        int await() {
            try {
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new StoryFailedException("not done after " + LONGEST.toMinutes() + " minutes" + end());
                }
                return process.exitValue();
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new StoryFailedException("interrupted");
            }
        }

        void succeed() {
            int code = await();
            if (code != 0) {
                throw new StoryFailedException("ended with " + code + end());
            }
        }

        /** What cancelling does: SIGINT, as Ctrl-C. */
        void cancel() {
            try {
                new ProcessBuilder("/bin/sh", "-c", "kill -s INT " + process.pid())
                        .start()
                        .waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        String said() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What it said about one job, which act names in brackets before each line. */
        String saidOf(String job) {
            String lines = String.join(
                    "\n",
                    said().lines()
                            .filter(line -> line.matches("\\[\\Q" + job + "\\E *\\].*"))
                            .toList());
            if (lines.isEmpty()) {
                throw new StoryFailedException("there was no job " + job + end());
            }
            return lines;
        }

        private String end() {
            List<String> lines = said().lines().toList();
            return "; the end of " + log + ":" + System.lineSeparator()
                    + String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        }
    }
}
