package io.github.jitcredentials.masking;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One way in which a secret can appear, as bytes. It is as secret as what it was made from: it prints its kind only, and its
 * bytes come out through {@link #reveal}. Immutable.
 */
public final class SecretForm {
    private final String kind;
    private final boolean whole;
    private final byte[] bytes;

    SecretForm(String kind, boolean whole, String text) {
        this.kind = kind;
        this.whole = whole;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** What was done to the secret, for people, for example {@code base64} or {@code JSON}. */
    public String kind() {
        return kind;
    }

    /**
     * Whether all of the secret is in it. Parts (a line of a key, what base64 leaves the same at another offset) are masked,
     * too, but finding one proves no leak.
     */
    public boolean isWhole() {
        return whole;
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /** A copy of its bytes. Whoever calls this must neither print nor store them. */
    public byte[] reveal() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretForm form && Arrays.equals(bytes, form.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "[hidden] (" + kind + ")";
    }
}
