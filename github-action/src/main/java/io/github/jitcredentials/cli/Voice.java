package io.github.jitcredentials.cli;

import io.github.jitcredentials.document.Invisible;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What jitc says to people, on standard error, a line at a time; standard output belongs to answers, and to the command that
 * {@code exec} runs. Each line is one write, so that it does not mix with the lines of others. A reader that is gone is no
 * failure. Thread safe.
 */
final class Voice {
    private static final String NAME = "jitc: ";

    private final OutputStream err;
    private final boolean quiet;
    private final String dot;

    Voice(OutputStream err, boolean quiet, String dot) {
        this.err = err;
        this.quiet = quiet;
        this.dot = dot;
    }

    static Voice of(Surroundings around, boolean quiet) {
        return new Voice(around.err(), quiet, isUnicode(around) ? "\u00b7" : "-");
    }

    /** What stands between the parts of a report. */
    String dot() {
        return dot;
    }

    /** What is good to know. */
    void say(String line) {
        if (!quiet) {
            write(NAME + line);
        }
    }

    /** What somebody must know. */
    void warn(String line) {
        write(NAME + line);
    }

    /** A block that names its tool itself. */
    void block(List<String> lines) {
        write(String.join("\n", lines));
    }

    /** The first of the variables that are set decides, as in POSIX (Base Definitions, 8.2). */
    private static boolean isUnicode(Surroundings around) {
        for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
            String value = around.variable(name);
            if (!value.isEmpty()) {
                String lower = value.toLowerCase(Locale.ROOT);
                return lower.contains("utf-8") || lower.contains("utf8");
            }
        }
        return false;
    }

    private synchronized void write(String text) {
        StringBuilder safe = new StringBuilder();
        text.lines().forEach(line -> safe.append(Invisible.named(line)).append('\n'));
        try {
            err.write(safe.toString().getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException e) {
            // Nobody listens; what must be done is done all the same.
        }
    }
}
