package io.github.jitcredentials.document;

import java.util.Locale;

/**
 * Characters that leave no trace on a screen, or change what others look like there: controls, formats (among them those that
 * turn the direction of text), line separators, halves of pairs.
 */
public final class Invisible {
    private Invisible() {}

    public static boolean is(int codePoint) {
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

    /** The text with each of them replaced by its name in brackets: what others wrote can't rewrite a terminal then. */
    public static String named(String text) {
        if (text.codePoints().noneMatch(Invisible::is)) {
            return text;
        }
        StringBuilder visible = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (is(c)) {
                visible.append('<').append(name(c)).append('>');
            } else {
                visible.appendCodePoint(c);
            }
        });
        return visible.toString();
    }
}
