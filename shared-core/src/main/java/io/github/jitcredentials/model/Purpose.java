package io.github.jitcredentials.model;

import java.util.Locale;

/**
 * Why a credential is wanted, in the words of whoever asks: 1 to 200 printable characters on one line. Anything else is
 * refused, not cleaned: text that was changed on the way is no record.
 */
public record Purpose(String text) {
    /** The longest purpose, in characters (UTF-16 units). */
    public static final int LONGEST = 200;

    public Purpose {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException("a purpose has 1 to " + LONGEST + " characters, this has "
                    + (text.isBlank() ? "none" : text.length()));
        }
        text.codePoints().filter(Purpose::isUnprintable).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "a purpose has printable characters only, not U+%04X", c));
        });
    }

    private static boolean isUnprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
