package io.github.jitcredentials.policy;

import io.github.jitcredentials.document.Place;
import io.github.jitcredentials.model.Identity;
import java.util.List;
import java.util.Optional;

/** What a rule wants of one claim: to be there, and to match any of these. */
record Condition(Place place, String claim, List<Match> wanted) {
    private static final int LONGEST_SHOWN = 100;

    Condition {
        wanted = List.copyOf(wanted);
    }

    boolean isMetBy(String value) {
        return wanted.stream().anyMatch(match -> match.matches(value));
    }

    /** Why it does not hold; empty if it does. A claim that is blank counts as absent. */
    Optional<String> failure(Identity identity) {
        Optional<String> claimed = identity.claim(claim).filter(value -> !value.isBlank());
        if (claimed.isEmpty()) {
            return Optional.of(claim + " is absent, wanted " + either());
        }
        String value = claimed.get();
        if (isMetBy(value)) {
            return Optional.empty();
        }
        return Optional.of(claim + " is " + shortened(value) + ", wanted " + either());
    }

    private String either() {
        List<String> words = wanted.stream().map(Match::toString).toList();
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private static String shortened(String value) {
        return value.codePointCount(0, value.length()) <= LONGEST_SHOWN
                ? value
                : value.substring(0, value.offsetByCodePoints(0, LONGEST_SHOWN)) + "…";
    }
}
