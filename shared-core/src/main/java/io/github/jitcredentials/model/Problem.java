package io.github.jitcredentials.model;

/**
 * What is wrong, where, and what to do about it: everything a person needs, in words that hold no secret.
 *
 * @param what one clause, without a full stop
 * @param where the place, as {@code file:line:column}, a URL, a setting's name in the host's spelling; may be empty
 * @param todo what to do next; may be empty
 */
public record Problem(String what, String where, String todo) {
    public Problem {
        if (what.isBlank()) {
            throw new IllegalArgumentException("a problem needs a sentence");
        }
    }

    /** A problem whose place and remedy are already in its sentence. */
    public static Problem of(String what) {
        return new Problem(what, "", "");
    }

    /** {@code where: what}, and the remedy on an indented line of its own. */
    @Override
    public String toString() {
        String head = where.isEmpty() ? what : where + ": " + what;
        return todo.isEmpty() ? head : head + System.lineSeparator() + "  " + todo;
    }
}
