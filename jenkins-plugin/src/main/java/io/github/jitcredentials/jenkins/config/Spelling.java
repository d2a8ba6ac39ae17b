package io.github.jitcredentials.jenkins.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Keys as {@code jit-credentials.yml} spells them, and as Jenkins does: {@code max-ttl}, {@code maxTtl}. */
final class Spelling {
    private static final Pattern DASH = Pattern.compile("-([a-z0-9])");
    /** One by one: of several at once nobody knows what is meant. */
    private static final Pattern CAPITAL = Pattern.compile("(?<![A-Z])([A-Z])(?![A-Z])");

    private static final Set<String> NAMES = Set.of(
            "issuers",
            "profiles",
            "policy",
            "profiles/*/request",
            "profiles/*/deliver/env",
            "profiles/*/deliver/file",
            "policy/*/when",
            "policy/*/scope");

    private Spelling() {}

    static String ofJenkins(String key) {
        return DASH.matcher(key).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    static String ofFile(String key) {
        return CAPITAL.matcher(key).replaceAll(match -> "-" + match.group(1).toLowerCase(Locale.ROOT));
    }

    /** Whether the keys at a place are names that somebody chose, which are nobody's to respell. */
    static boolean areNames(List<String> way) {
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < way.size(); i++) {
            boolean chosen = i == 1 || i == 4 && way.get(3).equals("file");
            place.append(i == 0 ? "" : "/").append(chosen ? "*" : way.get(i));
        }
        return NAMES.contains(place.toString());
    }
}
