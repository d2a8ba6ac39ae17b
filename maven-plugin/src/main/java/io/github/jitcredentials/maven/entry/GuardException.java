package io.github.jitcredentials.maven.entry;

import org.jspecify.annotations.Nullable;

/**
 * A build may not go on. The message is the whole block a person reads; it never holds a secret. What caused it is only
 * suppressed: Maven would add its words to the block.
 */
public final class GuardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GuardException(String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            addSuppressed(cause);
        }
    }
}
