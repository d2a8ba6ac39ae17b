package io.github.jitcredentials.policy;

import io.github.jitcredentials.document.Invisible;
import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Any text as a wanted value, in the first line, and as a claim, in the rest: what matches is what a matcher too simple to be wrong
 * says.
 */
public final class MatchFuzz {
    private static final String REGEX = "regex:";
    private static final Pattern PLAIN_REGEX = Pattern.compile("[a-z0-9/|()]*");
    private static final int LONGEST = 60;

    private MatchFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        String input = new String(data, StandardCharsets.UTF_8);
        int end = input.indexOf('\n');
        String wanted = end < 0 ? input : input.substring(0, end);
        String claimed = end < 0 ? "" : input.substring(end + 1);
        if (wanted.codePoints().anyMatch(Invisible::is)) {
            // No reader of ours makes text of it.
            return;
        }
        Problems problems = new Problems();
        Optional<Match> match = Match.read("ref", new Text(Place.whole("fuzzed"), wanted), problems);
        if (match.isPresent() == (problems.count() > 0)) {
            throw new AssertionError("neither read nor refused, or both");
        }
        if (match.isEmpty()) {
            return;
        }
        boolean matches = match.get().matches(claimed);
        if (wanted.length() > LONGEST || claimed.length() > LONGEST) {
            return;
        }
        Optional<Boolean> naive = wanted.startsWith(REGEX)
                ? regex(wanted.substring(REGEX.length()), claimed)
                : Optional.of(glob(wanted, 0, claimed, 0, new Boolean[wanted.length() + 1][claimed.length() + 1]));
        if (naive.isPresent() && naive.get() != matches) {
            throw new AssertionError("matches: " + matches + ", but naively " + naive.get());
        }
    }

    /** The JDK's opinion, where RE2 has the same grammar and nothing can explode. */
    private static Optional<Boolean> regex(String regex, String claimed) {
        if (!PLAIN_REGEX.matcher(regex).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(regex).matcher(claimed).matches());
        } catch (PatternSyntaxException e) {
            throw new AssertionError("no regular expression, and taken for one", e);
        }
    }

    private static boolean glob(String pattern, int at, String text, int i, Boolean[][] known) {
        if (known[at][i] == null) {
            known[at][i] = false;
            known[at][i] = globbed(pattern, at, text, i, known);
        }
        return known[at][i];
    }

    private static boolean globbed(String pattern, int at, String text, int i, Boolean[][] known) {
        if (at == pattern.length()) {
            return i == text.length();
        }
        boolean more = i < text.length();
        if (pattern.startsWith("**", at)) {
            return glob(pattern, at + 2, text, i, known) || more && glob(pattern, at, text, i + 1, known);
        }
        if (pattern.charAt(at) == '*') {
            return glob(pattern, at + 1, text, i, known)
                    || more && text.charAt(i) != '/' && glob(pattern, at, text, i + 1, known);
        }
        return more && pattern.charAt(at) == text.charAt(i) && glob(pattern, at + 1, text, i + 1, known);
    }
}
