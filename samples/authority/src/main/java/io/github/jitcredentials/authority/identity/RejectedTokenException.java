package io.github.jitcredentials.authority.identity;

/** An ID token is not taken. The message says why and quotes nothing of the token but checked-for values. */
public final class RejectedTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean temporary;

    RejectedTokenException(String message, boolean temporary) {
        super(message, null, false, false);
        this.temporary = temporary;
    }

    /** Whether the same token may be taken later: the issuer's keys could not be read. */
    public boolean temporary() {
        return temporary;
    }
}
