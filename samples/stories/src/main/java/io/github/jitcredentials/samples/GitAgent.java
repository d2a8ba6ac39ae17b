package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The deployment agent: a job of the trial's CI that has a repository to push, and jitc. */
final class GitAgent {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path project;
    private final Path state;
    private final Path jitc;
    private final Map<String, String> environment;

    /** @param job what the job's environment holds for who asks for its identity */
    GitAgent(Path project, Path state, Path jitc, Map<String, String> job) {
        this.project = project;
        this.state = state;
        this.jitc = jitc;
        Map<String, String> all = new TreeMap<>(job);
        all.put("XDG_STATE_HOME", state.toString());
        all.put("JITC", jitc.toString());
        // What the one who tells the story has set up for git is not the agent's.
        all.put("GIT_CONFIG_GLOBAL", "/dev/null");
        all.put("GIT_CONFIG_NOSYSTEM", "1");
        all.put("GIT_TERMINAL_PROMPT", "0");
        this.environment = all;
    }

    Path audit() {
        return state.resolve("jit-credentials/audit.jsonl");
    }

    /** Makes the project a repository with one commit, whose origin is the server. */
    void begin(String origin) {
        git("init", "-q", "-b", "main");
        git("remote", "add", "origin", origin);
        commit("first");
    }

    /** @return its id */
    String commit(String message) {
        String[] as = {"-c", "user.name=agent", "-c", "user.email=agent@example.com"};
        git(as[0], as[1], as[2], as[3], "commit", "-q", "--allow-empty", "-m", message);
        return git("rev-parse", "HEAD").strip();
    }

    private String git(String... arguments) {
        Command.Result result = Command.result(project, environment, with("git", arguments));
        if (result.exit() != 0) {
            throw new StoryFailedException("git " + arguments[0] + ": " + result.said());
        }
        return result.said();
    }

    /** {@code jitc exec --git --profile push -- sh push}. */
    void push() {
        Command.Result result = Command.result(project, environment, exec());
        if (result.exit() != 0) {
            throw new StoryFailedException("jitc exec ended with " + result.exit() + ": " + result.said());
        }
    }

    /** The same push with the token that was kept from the last one. */
    Command.Result pushAgain() {
        String helper = "!f() { test \"$1\" = get && echo username=thief && echo password=$(cat stolen-token); }; f";
        return Command.result(
                project,
                environment,
                "git",
                "-c",
                "credential.helper=",
                "-c",
                "credential.helper=" + helper,
                "push",
                "-q",
                "origin",
                "HEAD:refs/heads/main");
    }

    /** Begins a push that stands still before git does anything. */
    Process pushSlowly(Path log) {
        ProcessBuilder builder = new ProcessBuilder(exec("hold"))
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            Patience.until(PATIENCE, "the push to hold (see " + log + ")", () -> {
                if (!process.isAlive()) {
                    throw new StoryFailedException("jitc exec ended early; see " + log);
                }
                return Files.exists(project.resolve("holding")) ? Boolean.TRUE : null;
            });
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends what a killed jitc left standing. */
    void stopHolding() {
        ProcessHandle.of(Long.parseLong(read("holding"))).ifPresent(ProcessHandle::destroy);
    }

    String stolenToken() {
        return read("stolen-token");
    }

    String saidOfAnotherHost() {
        return read("said-of-another-host");
    }

    private String read(String file) {
        try {
            return Files.readString(project.resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String[] exec(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(jitc.toString(), "exec", "--git", "--profile", "push", "--", "sh", "push"));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static String[] with(String first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
