package io.github.jitcredentials.frontend;

import java.util.List;

/**
 * One setting of an identity source or issuer.
 *
 * @param name as in the file; dots join what is nested there
 * @param kind what it takes
 * @param needed whether it must be there
 * @param choices the words possible, for one choice or several
 */
record SpecSetting(String name, Kind kind, boolean needed, List<String> choices) {
    enum Kind {
        TEXT,
        CHOICE,
        /** One or more of the choices; several are joined by a space. */
        CHOICES,
        /** https, or http on this machine. */
        URL,
        /** A path; relative ones are meant from the file's folder. */
        FILE,
        URL_OR_FILE,
        /** The name of an environment variable. */
        VARIABLE,
        /** Where a secret is: {@code env:NAME} or {@code file:PATH}. */
        SECRET
    }

    SpecSetting {
        choices = List.copyOf(choices);
    }

    static SpecSetting needed(String name, Kind kind) {
        return new SpecSetting(name, kind, true, List.of());
    }

    static SpecSetting of(String name, Kind kind) {
        return new SpecSetting(name, kind, false, List.of());
    }

    static SpecSetting choices(String name, String... choices) {
        return new SpecSetting(name, Kind.CHOICES, false, List.of(choices));
    }

    static SpecSetting choice(String name, String... choices) {
        return new SpecSetting(name, Kind.CHOICE, false, List.of(choices));
    }
}
