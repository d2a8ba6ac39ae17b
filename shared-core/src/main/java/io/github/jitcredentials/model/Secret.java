package io.github.jitcredentials.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that must not be seen. It prints as {@code [hidden]}, is compared in constant time, cannot be serialised, and is
 * opened only by {@link #reveal()}, so that every place that opens one can be found by searching for that word.
 *
 * <p>Immutable and thread safe. The JVM's strings cannot be wiped; this class does not pretend otherwise.
 */
public final class Secret {
    private static final String HIDDEN = "[hidden]";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * @param value the secret text
     * @throws IllegalArgumentException if it is empty: an empty secret is always somebody's mistake
     */
    public static Secret of(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        return new Secret(value);
    }

    /** The secret itself. Whoever calls this must neither log it, nor put it into an exception, nor store it unsealed. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    /** The same for all secrets, so that not even a hash of one can leak through a collection's iteration order. */
    @Override
    public int hashCode() {
        return HIDDEN.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
