package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real, separate Maven: the user's own {@code mvn} with the user's own settings, mirrors and proxies; only its local
 * repository is an overlay and its state goes to the story's directory.
 */
final class InnerMaven {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Path project;
    private final Path localRepository;
    private final Path state;

    InnerMaven(Path project, Path localRepository, Path state) {
        this.project = project;
        this.localRepository = localRepository;
        this.state = state;
    }

    Running start(Path log, String... goals) {
        List<String> command = new ArrayList<>(List.of(
                "mvn",
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + localRepository,
                // Resolver 2.0.24 takes a symbolic link for an alias of another artifact.
                "-Daether.lrm.enhanced.verifyRealPath=false"));
        command.addAll(List.of(goals));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("XDG_STATE_HOME", state.toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new Running(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One Maven at work. */
    record Running(Process process, Path log) {
        /** @throws StoryFailedException with the end of its log, if it failed */
        void succeed() {
            try {
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    kill();
                    throw new StoryFailedException(
                            "mvn was not done after " + LONGEST.toMinutes() + " minutes" + end());
                }
            } catch (InterruptedException e) {
                kill();
                Thread.currentThread().interrupt();
                throw new StoryFailedException("interrupted");
            }
            if (process.exitValue() != 0) {
                throw new StoryFailedException("mvn ended with " + process.exitValue() + end());
            }
        }

        /** SIGKILL to Maven's JVM, and to nothing else: not to the guardian, nor to the shell between the two. */
        void kill() {
            maven().destroyForcibly();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** Distributions' scripts replace themselves by the JVM; a wrapper around one may be its parent instead. */
        private ProcessHandle maven() {
            return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .filter(candidate -> candidate
                            .info()
                            .command()
                            .map(command ->
                                    Path.of(command).getFileName().toString().startsWith("java"))
                            .orElse(false))
                    .min(Comparator.comparing(
                            candidate -> candidate.info().startInstant().orElseThrow()))
                    .orElse(process.toHandle());
        }

        private String end() {
            try {
                List<String> lines = Files.readAllLines(log);
                String tail = String.join(
                        System.lineSeparator(), lines.subList(Math.max(0, lines.size() - 40), lines.size()));
                return "; the end of " + log + ":" + System.lineSeparator() + tail;
            } catch (IOException e) {
                return "; see " + log;
            }
        }
    }
}
