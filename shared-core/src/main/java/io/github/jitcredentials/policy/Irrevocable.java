package io.github.jitcredentials.policy;

import io.github.jitcredentials.model.Revocability;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a rule permits of what nobody can revoke. Each permits also what those before it do. */
enum Irrevocable {
    /** Nothing. */
    NONE,
    /** What ends by its own expiry. */
    EXPIRING,
    /** What never ends, as a stored secret. */
    STORED;

    static List<String> words() {
        return Arrays.stream(values()).map(Irrevocable::word).toList();
    }

    static Optional<Irrevocable> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** The least that permits such a credential. */
    static Irrevocable needed(Revocability revocability) {
        return switch (revocability) {
            case IMMEDIATE, BY_PARENT -> NONE;
            case EXPIRY_ONLY -> EXPIRING;
            case NEVER -> STORED;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
