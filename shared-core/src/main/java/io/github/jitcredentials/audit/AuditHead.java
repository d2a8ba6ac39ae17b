package io.github.jitcredentials.audit;

import java.util.regex.Pattern;

/**
 * The last line of a log at some moment. Kept elsewhere, it shows later whether the log was cut or rewritten.
 *
 * @param seq the line's number; 0 before there is a line
 * @param hash its SHA-256 in hexadecimal digits
 */
public record AuditHead(long seq, String hash) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public AuditHead {
        if (seq < 0 || !FORM.matcher(hash).matches()) {
            throw new IllegalArgumentException("a log's head is a line number and 64 hexadecimal digits");
        }
    }

    /** {@code 12:9f86d0...}, the whole hash. */
    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
