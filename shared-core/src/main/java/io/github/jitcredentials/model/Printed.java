package io.github.jitcredentials.model;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Text of which others wrote a part, as one line for a terminal and a build's log: names stand in the place of characters
 * that leave no trace there or change what others look like, and of those with which a line would give orders to a CI system.
 * Nothing is dropped.
 */
public final class Printed {
    /**
     * Orders that a CI system takes from what a step prints: {@code ::set-output ...} where a line begins, blanks aside, on
     * GitHub; {@code ##[error]}, {@code ##vso[...]}, {@code ##teamcity[...]} anywhere in a line on it, Azure Pipelines and
     * TeamCity.
     */
    private static final Pattern ORDER = Pattern.compile("^(\\s*):(?=:)|#(?=#[A-Za-z]*\\[)");

    private Printed() {}

    /** Whether it leaves no trace on a screen, or changes what others look like there. */
    public static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** As in {@code U+202E}. */
    public static String name(int codePoint) {
        return String.format(Locale.ROOT, "U+%04X", codePoint);
    }

    /** With the name, in brackets, of each character that can't be seen. */
    public static String visible(String text) {
        if (text.codePoints().noneMatch(Printed::isInvisible)) {
            return text;
        }
        StringBuilder visible = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isInvisible(c)) {
                visible.append('<').append(name(c)).append('>');
            } else {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }

    /** The same as a line that no CI system takes for an order. */
    public static String line(String text) {
        return ORDER.matcher(visible(text))
                .replaceAll(found -> found.group().endsWith("#") ? "<U+0023>" : found.group(1) + "<U+003A>");
    }
}
