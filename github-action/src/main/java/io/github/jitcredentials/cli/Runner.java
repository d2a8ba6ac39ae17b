package io.github.jitcredentials.cli;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What a workflow's runner is told: commands in the output, and files that it names in the environment (GitHub's documentation,
 * "Workflow commands for GitHub Actions"). The files are read when this process is over, also when it failed.
 */
final class Runner {
    /** The files that a runner names. */
    enum CommandFile {
        STATE,
        OUTPUT,
        PATH,
        STEP_SUMMARY;

        String variable() {
            return "GITHUB_" + name();
        }
    }

    /** How loud an annotation is. */
    enum Level {
        ERROR,
        WARNING
    }

    private static final String TITLE = "JIT Credentials";

    /** Shorter lines of a secret are found everywhere. */
    private static final int SHORTEST_MASKED_LINE = 8;

    private final Surroundings around;
    private final SecureRandom random;

    @SuppressForbidden("the wiring of a process of its own")
    Runner(Surroundings around) {
        this.around = around;
        this.random = new SecureRandom();
    }

    /** What later output must not show. A line at a time where there are several: the runner masks each line of one by itself. */
    void mask(String secret) throws IOException {
        List<String> lines = secret.lines().map(String::strip).toList();
        for (String line : lines) {
            if (lines.size() == 1 || line.length() >= SHORTEST_MASKED_LINE) {
                command("::add-mask::" + data(line));
            }
        }
    }

    /** An annotation: what people see on the run's page. */
    void annotate(Level level, List<String> lines) throws IOException {
        command("::" + level.name().toLowerCase(Locale.ROOT) + " title=" + property(TITLE) + "::"
                + data(String.join("\n", lines)));
    }

    /** @throws JitException.Misconfigured if there is no such file, or nobody may write to it: whoever needs it asks first */
    void require(CommandFile file, String why, String todo) {
        Path path = Path.of(around.variable(file.variable()));
        if (path.toString().isEmpty() || !Files.isRegularFile(path) || !Files.isWritable(path)) {
            throw new JitException.Misconfigured(new Problem(why, file.variable(), todo));
        }
    }

    /** Gives a name a value, in the form for values of several lines: its end can't be guessed by who wrote the value. */
    void set(CommandFile file, String name, String value) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String end = "jitc_" + HexFormat.of().formatHex(bytes);
        append(file, name + "<<" + end + "\n" + value + "\n" + end + "\n");
    }

    /**
     * Adds text to a file; nothing if the runner has none, as for a summary that nobody wants.
     *
     * @throws JitException.NotRecorded if it can't be written
     */
    void append(CommandFile file, String text) {
        String path = around.variable(file.variable());
        if (path.isEmpty()) {
            return;
        }
        try {
            Files.write(
                    Path.of(path),
                    text.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "the runner's file can't be written ("
                                    + e.getClass().getSimpleName() + ")",
                            file.variable() + " " + path,
                            "look at the space and the rights there"),
                    e);
        }
    }

    /** One write, so that nothing comes between. */
    private void command(String line) throws IOException {
        around.out().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        around.out().flush();
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
