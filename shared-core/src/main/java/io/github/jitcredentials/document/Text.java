package io.github.jitcredentials.document;

import java.util.Collection;
import java.util.stream.Collectors;

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
        return shown(value);
    }

    /** The same for text that is in no document. */
    public static String shown(String value) {
        if (SecretLook.of(value)) {
            return "[hidden]";
        }
        String visible = Invisible.named(value);
        if (visible.codePointCount(0, visible.length()) <= LONGEST_SHOWN) {
            return "\"" + visible + "\"";
        }
        return "\"" + visible.substring(0, visible.offsetByCodePoints(0, LONGEST_SHOWN)) + "…\"";
    }

    /** A name that somebody gave, for a message about what it names: hidden where it looks like a secret. */
    public static String named(String name) {
        return SecretLook.of(name) ? "[hidden]" : name;
    }

    /** The same of several, in a row. */
    public static String named(Collection<String> names) {
        return names.stream().map(Text::named).collect(Collectors.joining(", "));
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
