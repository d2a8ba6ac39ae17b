package io.github.jitcredentials.audit;

import java.io.IOException;

/** A log that must not be written to or believed: one clause whose subject is the log or its line, and what to do. */
final class BadLog extends IOException {
    private static final long serialVersionUID = 1L;

    private final String todo;

    BadLog(String clause, String todo) {
        super(clause);
        this.todo = todo;
    }

    String todo() {
        return todo;
    }
}
