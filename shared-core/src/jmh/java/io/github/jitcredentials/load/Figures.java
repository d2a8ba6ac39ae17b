package io.github.jitcredentials.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.List;

/** Durations of one thing, in nanoseconds, and what is said of them. */
record Figures(long[] sorted) {
    static <T> Figures of(List<T> all, ToLongFunction<T> nanos) {
        long[] sorted = all.stream().mapToLong(nanos).toArray();
        Arrays.sort(sorted);
        return new Figures(sorted);
    }

    long median() {
        return at(0.5);
    }

    long at(double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    /** A table of ways to do the same, beside the first of them. */
    static void printBeside(List<String> names, List<List<Long>> waited) {
        Figures first = of(waited.get(0), nanos -> nanos);
        System.out.println("| | median, ms | 90 %, ms | more than the bare calls | share |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (int way = 0; way < names.size(); way++) {
            Figures figures = of(waited.get(way), nanos -> nanos);
            long more = figures.median() - first.median();
            System.out.println("| " + names.get(way) + " | " + millis(figures.median()) + " | " + millis(figures.at(0.9))
                    + " | " + (way == 0 ? "" : millis(more)) + " | "
                    + (way == 0 ? "" : ratio((double) more / first.median())) + " |");
        }
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
