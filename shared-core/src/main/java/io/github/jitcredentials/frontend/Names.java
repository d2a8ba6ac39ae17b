package io.github.jitcredentials.frontend;

import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;

/** What identities, issuers and profiles may be called: words that need no quoting in a shell, a log or a file's name. */
final class Names {
    private static final int LONGEST = 64;

    private Names() {}

    static void check(Text name, String what, Problems problems) {
        String value = name.value();
        boolean good = !value.isEmpty()
                && value.length() <= LONGEST
                && isLetterOrDigit(value.charAt(0))
                && value.chars().allMatch(c -> isLetterOrDigit(c) || "._-".indexOf(c) >= 0);
        if (!good) {
            problems.add(name.place(), FileMistake.BAD_NAME, name.shown(), what);
        }
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
