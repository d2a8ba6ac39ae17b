package io.github.jitcredentials.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.github.jitcredentials.document.Problems;
import io.github.jitcredentials.document.Text;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One value that a rule wants: text that means itself, text with {@code *} and {@code **} ({@link Glob}), or a regular expression after
 * {@code regex:}. Always compared with the whole of what is claimed: {@code regex:a|b} does not match {@code xa}.
 *
 * <p>The only place where a pattern that somebody wrote is compiled. RE2 matches in linear time; what it compiles is bounded
 * here, since nested counts multiply.
 */
final class Match {
    private static final String REGEX = "regex:";
    private static final int LONGEST_REGEX = 200;
    private static final long LARGEST_EXPANSION = 1_000_000;
    private static final int LARGEST_PROGRAM = 2_000;

    private final String written;
    private final Predicate<String> test;

    private Match(String written, Predicate<String> test) {
        this.written = written;
        this.test = test;
    }

    /** Reads one wanted value of a claim; empty if it is none, which has been reported. */
    static Optional<Match> read(String claim, Text text, Problems problems) {
        String value = text.value();
        if (ClaimNames.isFlag(claim) && !value.equals("true") && !value.equals("false")) {
            problems.add(text.place(), RuleMistake.NOT_A_FLAG, claim, text.shown());
            return Optional.empty();
        }
        if (value.startsWith(REGEX)) {
            return regex(claim, text, problems);
        }
        if (value.indexOf('|') >= 0 || value.startsWith("^") || value.endsWith("$")) {
            problems.add(text.place(), RuleMistake.LOOKS_LIKE_A_REGEX, claim, text.shown());
            return Optional.empty();
        }
        Predicate<String> test = value.indexOf('*') >= 0 ? new Glob(value)::matches : value::equals;
        return Optional.of(new Match(value, test));
    }

    boolean matches(String claimed) {
        return test.test(claimed);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }

    private static Optional<Match> regex(String claim, Text text, Problems problems) {
        String regex = text.value().substring(REGEX.length());
        try {
            if (regex.length() <= LONGEST_REGEX && expansion(regex) <= LARGEST_EXPANSION) {
                Pattern pattern = Pattern.compile(regex);
                if (pattern.programSize() <= LARGEST_PROGRAM) {
                    return Optional.of(new Match(text.value(), pattern::matches));
                }
            }
            problems.add(text.place(), RuleMistake.LARGE_REGEX, claim);
        } catch (PatternSyntaxException e) {
            problems.add(text.place(), RuleMistake.BAD_REGEX, claim, text.shown(), e.getDescription());
        }
        return Optional.empty();
    }

    /** No less than the size the pattern is compiled to: its length times all its counts, as if they were all nested. */
    private static long expansion(String regex) {
        long size = Math.max(1, regex.length());
        for (int open = regex.indexOf('{'); open >= 0; open = regex.indexOf('{', open + 1)) {
            size = Math.min(LARGEST_EXPANSION + 1, size * largestCount(regex, open + 1));
        }
        return size;
    }

    private static long largestCount(String regex, int from) {
        long largest = 1;
        long number = 0;
        for (int i = from; i < regex.length() && (isDigit(regex.charAt(i)) || regex.charAt(i) == ','); i++) {
            number = isDigit(regex.charAt(i)) ? Math.min(LARGEST_EXPANSION, number * 10 + regex.charAt(i) - '0') : 0;
            largest = Math.max(largest, number);
        }
        return largest;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
