package io.github.jitcredentials.model;

import java.util.ArrayList;
import java.util.List;

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

    /** {@code where: what}, and the remedy, each of its lines indented; as it can be printed. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(Printed.line(where.isEmpty() ? what : where + ": " + what));
        todo.lines().forEach(line -> lines.add(Printed.line("  " + line)));
        return lines;
    }

    /** Its lines in one text: what an exception's message and a log show. */
    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines());
    }
}
