package io.github.jitcredentials.authority.http;

/** The connection is to be closed without an answer. */
public final class ConnectionDroppedException extends Exception {
    private static final long serialVersionUID = 1L;

    public ConnectionDroppedException(String message) {
        super(message, null, false, false);
    }
}
