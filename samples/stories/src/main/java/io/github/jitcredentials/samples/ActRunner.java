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

/** A workflow runner: {@code act}, with the trial's CI in the place of GitHub's. */
final class ActRunner {
    /** The first workflow builds the image. */
    private static final Duration LONGEST = Duration.ofMinutes(9);

    private final Path project;
    private final Path place;
    private final Map<String, String> engine;
    private final Path secrets;

    /**
     * @param project where the workflows are; made a git repository
     * @param place where logs go
     * @param engine how containers are started, as environment variables
     */
    ActRunner(Path project, Path place, Map<String, String> engine, String requestUrl, Path requestToken) {
        this.project = project;
        this.place = place;
        this.engine = engine;
        try {
            // Not on the command line, which everybody can read.
            secrets = Files.createFile(
                    place.resolve("act.env"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    secrets,
                    "ACTIONS_ID_TOKEN_REQUEST_URL=" + requestUrl + "\nACTIONS_ID_TOKEN_REQUEST_TOKEN="
                            + Files.readString(requestToken) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("git", "init", "-q", "-b", "main");
        run("git", "add", "-A");
        run("git", "-c", "user.name=trial", "-c", "user.email=trial@example.invalid", "commit", "-q", "-m", "A trial");
    }

    Running start(String workflow, String image) {
        Path log = place.resolve(workflow + ".log");
        List<String> command = new ArrayList<>(List.of("act", "push", "-W", ".github/workflows/" + workflow + ".yml"));
        command.addAll(List.of("--pull=false", "--rm", "-P", "ubuntu-latest=" + image, "--network", "host"));
        command.addAll(List.of("--env-file", secrets.toString(), "--container-daemon-socket", "-"));
        return new Running(process(command, log), log);
    }

    private void run(String... command) {
        Path log = place.resolve("git.log");
        new Running(process(List.of(command), log), log).succeed();
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

        private String end() {
            List<String> lines = said().lines().toList();
            return "; the end of " + log + ":" + System.lineSeparator()
                    + String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        }
    }
}
