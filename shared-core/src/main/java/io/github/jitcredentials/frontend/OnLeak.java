package io.github.jitcredentials.frontend;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is done when a credential was about to be shown in output that passes through a masker. Whatever it is, the credential is masked
 * and the audit log says so. Each is stricter than those before it.
 */
public enum OnLeak {
    /** Nothing more. */
    MASK,
    /** It is revoked at once; whoever has it finds it dead. */
    REVOKE,
    /** It is revoked at once, and the task that showed it fails. */
    FAIL;

    /** How a configuration spells them, the mildest first. */
    public static List<String> words() {
        return Arrays.stream(values()).map(OnLeak::word).toList();
    }

    static Optional<OnLeak> of(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    /** How a configuration spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
