package io.github.jitcredentials.document;

/** Text as it was written: {@code no}, {@code 012345} and {@code 1.10} mean themselves. One line, printable; may be empty. */
public record Text(Place place, String value) implements Node {
    private static final int LONGEST_SHOWN = 60;

    public Text {
        if (value.codePoints().anyMatch(Invisible::is)) {
            throw new IllegalArgumentException("text is one line of characters that can be seen");
        }
    }

    /**
     * The text in quotes for a message: shortened where it is long, and not at all where it looks like a secret. Every
     * message that repeats what somebody wrote takes it from here.
     */
    public String shown() {
        if (SecretLook.of(value)) {
            return "[hidden]";
        }
        if (value.codePointCount(0, value.length()) <= LONGEST_SHOWN) {
            return "\"" + value + "\"";
        }
        return "\"" + value.substring(0, value.offsetByCodePoints(0, LONGEST_SHOWN)) + "…\"";
    }

    @Override
    public String kind() {
        return value.isEmpty() ? "nothing" : "text";
    }

    /** The place only: the value may be a secret that somebody wrote where none belongs. */
    @Override
    public String toString() {
        return "text at " + place;
    }
}
