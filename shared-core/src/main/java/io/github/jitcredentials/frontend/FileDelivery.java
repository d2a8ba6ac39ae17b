package io.github.jitcredentials.frontend;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A credential handed over as a file, whose path the step is told.
 *
 * @param format what stands in the file
 * @param field the field it holds, or that is the password in it; null where it holds all of them
 * @param username who the password belongs to; null in formats that name nobody
 */
public record FileDelivery(
        Format format, @Nullable String field, @Nullable String username) {
    /** What the tools of the trade read. */
    public enum Format {
        /** The field's value and nothing else, not even a line's end. */
        VALUE,
        /** All fields, as {@link java.util.Properties} reads them. */
        PROPERTIES,
        /** All fields, as one JSON object. */
        JSON,
        /** One {@code machine} of a netrc file: the host of the profile's {@code to}. */
        NETRC,
        /** A directory with a {@code config.json}, as {@code DOCKER_CONFIG} wants it: one registry, the host and port of {@code to}. */
        DOCKER_CONFIG;

        /** As the configuration file spells it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether it is a login at the profile's destination. */
        public boolean isLogin() {
            return this == NETRC || this == DOCKER_CONFIG;
        }

        boolean hasField() {
            return this == VALUE || isLogin();
        }

        static List<String> words() {
            return Stream.of(values()).map(Format::word).toList();
        }

        static Optional<Format> of(String word) {
            return Stream.of(values())
                    .filter(format -> format.word().equals(word))
                    .findFirst();
        }
    }

    public FileDelivery {
        if ((field != null) != format.hasField() || (username != null) != format.isLogin()) {
            throw new IllegalArgumentException("no such file: " + format.word());
        }
        if (username != null && !isUsername(username)) {
            throw new IllegalArgumentException("a user name has neither colons nor spaces");
        }
    }

    /** The value of one field. */
    public static FileDelivery value(String field) {
        return new FileDelivery(Format.VALUE, field, null);
    }

    /** Without a colon, which ends it in RFC 7617, and without white space, which ends it in a netrc file. */
    static boolean isUsername(String text) {
        return !text.isBlank() && text.indexOf(':') < 0 && text.chars().noneMatch(Character::isWhitespace);
    }
}
