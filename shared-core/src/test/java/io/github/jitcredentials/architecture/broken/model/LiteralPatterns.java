package io.github.jitcredentials.architecture.broken.model;

import java.util.regex.Pattern;

/** Not broken: patterns that the programmer wrote. */
record LiteralPatterns(String text) {
    private static final String DIGITS = "\\d+";

    static final Pattern LONG = Pattern.compile("a pattern of more than one line, a backslash \\\\" + "and a quote \"");

    String cut() {
        return text.replaceFirst(DIGITS, "").replaceAll("\"", text);
    }

    boolean isLong() {
        return LONG.matcher(text).matches() || text.matches("[a-z]");
    }
}
