package io.github.jitcredentials.samples;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Aligned lines with the time since the story began; the story's own words only. Not thread safe. */
final class Console {
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final PrintStream out;
    private final Instant start;
    private final boolean colour;

    Console(PrintStream out, Instant start, boolean colour) {
        this.out = out;
        this.start = start;
        this.colour = colour;
    }

    /** One line about something that happened at {@code when}. */
    void line(Instant when, String label, String text) {
        double seconds = Duration.between(start, when).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%6.2f s  %-11s %s%n", Math.max(0, seconds), label, text);
        out.flush();
    }

    /** One line that has no time of its own. */
    void line(String label, String text) {
        out.printf(Locale.ROOT, "          %-11s %s%n", label, text);
        out.flush();
    }

    /** Fills in a text in no country's way. */
    static String filled(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    void plain(String text) {
        out.println(text);
        out.flush();
    }

    /** The last line, which is the answer. */
    void verdict(boolean good, String text) {
        String word = good ? "OK" : "FAILED";
        out.printf(Locale.ROOT, "%s%-8s%s  %s%n", colour ? (good ? GREEN : RED) : "", word, colour ? PLAIN : "", text);
        out.flush();
    }
}
