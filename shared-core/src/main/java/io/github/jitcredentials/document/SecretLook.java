package io.github.jitcredentials.document;

import java.util.List;

/**
 * Whether text looks like a secret, by the marks that well-known issuers put into theirs so that they can be found. A guard
 * against accidents: what it does not know it does not find.
 */
public final class SecretLook {
    /** How a secret begins, and how many characters follow at least. */
    private record Mark(String start, int following) {}

    private static final List<Mark> MARKS = List.of(
            new Mark("-----BEGIN", 0),
            new Mark("ghp_", 8),
            new Mark("gho_", 8),
            new Mark("ghu_", 8),
            new Mark("ghs_", 8),
            new Mark("ghr_", 8),
            new Mark("github_pat_", 8),
            new Mark("glpat-", 8),
            new Mark("hvs.", 8),
            new Mark("hvb.", 8),
            new Mark("hvr.", 8),
            new Mark("AKIA", 12),
            new Mark("ASIA", 12),
            new Mark("AIza", 20),
            new Mark("eyJ", 12),
            new Mark("npm_", 20),
            new Mark("pypi-", 20),
            new Mark("xoxb-", 8),
            new Mark("xoxp-", 8));

    private SecretLook() {}

    /** True for a known kind of token or key anywhere in the text, and for a password in a URL. */
    public static boolean of(String text) {
        return MARKS.stream().anyMatch(mark -> holds(text, mark)) || holdsPassword(text);
    }

    private static boolean holds(String text, Mark mark) {
        for (int at = text.indexOf(mark.start); at >= 0; at = text.indexOf(mark.start, at + 1)) {
            int from = at + mark.start.length();
            int to = from;
            while (to < text.length() && to - from < mark.following && isTokenCharacter(text.charAt(to))) {
                to++;
            }
            if (to - from == mark.following && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))) {
                return true;
            }
        }
        return false;
    }

    /** {@code scheme://user:password@host}. */
    private static boolean holdsPassword(String text) {
        int authority = text.indexOf("://");
        if (authority < 0) {
            return false;
        }
        int end = text.indexOf('/', authority + 3);
        int at = text.lastIndexOf('@', end < 0 ? text.length() : end);
        int colon = text.indexOf(':', authority + 3);
        return colon >= 0 && colon < at;
    }

    private static boolean isTokenCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_-.+/=".indexOf(c) >= 0;
    }
}
