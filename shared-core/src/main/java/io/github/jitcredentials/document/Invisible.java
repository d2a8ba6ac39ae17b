package io.github.jitcredentials.document;

import io.github.jitcredentials.model.Printed;

/**
 * Characters that leave no trace on a screen, or change what others look like there: controls, formats (among them those that
 * turn the direction of text), line separators, halves of pairs. No document of ours may hold one.
 */
public final class Invisible {
    private Invisible() {}

    public static boolean is(int codePoint) {
        return Printed.isInvisible(codePoint);
    }

    /** As in {@code U+202E}. */
    public static String name(int codePoint) {
        return Printed.name(codePoint);
    }

    /** The text with each of them replaced by its name in brackets: what others wrote can't rewrite a terminal then. */
    public static String named(String text) {
        return Printed.visible(text);
    }
}
