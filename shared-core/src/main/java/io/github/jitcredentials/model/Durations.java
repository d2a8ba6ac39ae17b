package io.github.jitcredentials.model;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How durations are written everywhere: {@code 84ms}, {@code 3.1s}, {@code 5m}, {@code 1h30m}. */
public final class Durations {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,4})h)?(?:(\\d{1,5})m)?(?:(\\d{1,6})s)?(?:(\\d{1,9})ms)?");

    private Durations() {}

    /** @throws IllegalArgumentException with a sentence for the user */
    public static Duration parse(String text) {
        Matcher m = FORM.matcher(text);
        if (text.isEmpty() || !m.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a duration: write a number and a unit, as 90s, 5m or 1h30m");
        }
        return Duration.ofDays(number(m, 1))
                .plusHours(number(m, 2))
                .plusMinutes(number(m, 3))
                .plusSeconds(number(m, 4))
                .plusMillis(number(m, 5));
    }

    /** Below one second in milliseconds, below one minute with one decimal where there is one, whole seconds above. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return "-" + format(duration.negated());
        }
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            long tenths = millis / 100;
            return tenths % 10 == 0 ? tenths / 10 + "s" : tenths / 10 + "." + tenths % 10 + "s";
        }
        Duration whole = Duration.ofSeconds(duration.toSeconds());
        StringBuilder out = new StringBuilder();
        append(out, whole.toDays(), "d");
        append(out, whole.toHoursPart(), "h");
        append(out, whole.toMinutesPart(), "m");
        append(out, whole.toSecondsPart(), "s");
        return out.toString();
    }

    private static void append(StringBuilder out, long number, String unit) {
        if (number > 0) {
            out.append(number).append(unit);
        }
    }

    private static long number(Matcher m, int group) {
        return m.group(group) == null ? 0 : Long.parseLong(m.group(group));
    }
}
