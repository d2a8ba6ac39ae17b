package io.github.jitcredentials.identity;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;

/** How identities speak of what went wrong. */
final class Words {
    private static final int LONGEST = 120;

    private Words() {}

    /** Text that others wrote, short and in printable ASCII, so that it can't fake a line or turn one around. */
    static String quote(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> out.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return out.append(text.codePointCount(0, text.length()) > LONGEST ? "..." : "")
                .toString();
    }

    static String of(Exception e) {
        return String.valueOf(e.getMessage());
    }

    static JitException.NoIdentity noIdentity(String source, String what, String todo) {
        return new JitException.NoIdentity(new Problem(what, source, todo), null);
    }
}
