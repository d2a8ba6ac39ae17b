package io.github.jitcredentials.torture;

import java.time.Duration;
import java.util.Locale;

/** Spans of time, as the table shows them. */
final class Spans {
    private Spans() {}

    static String text(Duration span) {
        long micros = span.toNanos() / 1000;
        if (micros < 0) {
            return "0ms";
        }
        return micros < 10_000
                ? String.format(Locale.ROOT, "%.1fms", micros / 1000.0)
                : micros < 1_000_000 ? micros / 1000 + "ms" : String.format(Locale.ROOT, "%.2fs", micros / 1_000_000.0);
    }

    static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
