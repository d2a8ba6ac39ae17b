package io.github.jitcredentials.http;

import io.github.jitcredentials.model.Problem;

/** No answer that counts. What matters to whoever asked is how far the request got: see {@link Kind}. */
public final class WebFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** How far the request got. */
    public enum Kind {
        /** Not one byte of it left: no address, no connection, no TLS, no time. Nothing happened there. */
        NEVER_SENT,
        /** It was sent, at least in part, and no whole answer came back. Anything may have happened there. */
        SENT_NO_ANSWER,
        /** The answer was to ask somewhere else, which is never done. It was not carried out here. */
        REDIRECTED
    }

    private final Kind kind;
    private final transient Problem problem;

    WebFailure(Kind kind, Problem problem) {
        // Causes are left out: their messages are not ours, and could quote what was sent.
        super(problem.toString());
        this.kind = kind;
        this.problem = problem;
    }

    public Kind kind() {
        return kind;
    }

    /** What went wrong, in words that hold no secret. */
    public Problem problem() {
        return problem;
    }
}
