package io.github.jitcredentials.audit;

import java.util.regex.Pattern;

/**
 * Stands for a secret in the audit log: the first sixteen hexadecimal digits of its HMAC-SHA-256 (RFC 2104) under a key
 * that belongs to one log. Equal secrets have equal fingerprints within that log and nowhere else; without the key nobody
 * can tell whether a guessed secret is the one.
 */
public record Fingerprint(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    public Fingerprint {
        if (!FORM.matcher(value).matches()) {
            // The text is not repeated: it may be the secret itself, passed by mistake.
            throw new IllegalArgumentException("a fingerprint has sixteen hexadecimal digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
