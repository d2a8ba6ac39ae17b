package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Durations;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What became of a build's leases: a line a server or file, not a line a module. Thread safe. */
final class Tally {
    private final String dot;
    private final Map<Use, List<Ended>> ended = new LinkedHashMap<>();

    /** What leases were for: those for the same are told in one line. */
    private record Use(String profile, String place, boolean ofServer) {}

    /** @param console what the console can print: a middle dot, or else a hyphen */
    Tally(Charset console) {
        dot = console.newEncoder().canEncode('\u00b7') ? " \u00b7 " : " - ";
    }

    synchronized void add(ServerProfile profile, Ended end) {
        add(new Use(profile.name(), profile.server(), true), end);
    }

    synchronized void add(FileProfile profile, Ended end) {
        add(new Use(profile.name(), profile.places(), false), end);
    }

    private void add(Use use, Ended end) {
        ended.computeIfAbsent(use, u -> new ArrayList<>()).add(end);
    }

    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        ended.forEach((use, ends) -> {
            if (ends.size() == 1) {
                lines.add(ends.get(0).sentence());
                return;
            }
            Ended longest =
                    ends.stream().max(Comparator.comparing(Ended::lived)).orElseThrow();
            Duration ttl =
                    ends.stream().map(Ended::ttl).max(Comparator.naturalOrder()).orElseThrow();
            List<String> parts = new ArrayList<>(List.of(
                    use.profile(),
                    use.place(),
                    ends.size() + " leases",
                    "longest " + Durations.format(longest.lived()) + " of " + Durations.format(ttl),
                    outcomes(ends)));
            // What the last one opened lasts longest.
            ends.stream()
                    .map(Ended::outlives)
                    .filter(clause -> !clause.isEmpty())
                    .reduce((a, b) -> b)
                    .ifPresent(parts::add);
            lines.add(String.join(dot, parts));
        });
        return lines;
    }

    /** Whether a server had more than one lease where one would have done. */
    synchronized boolean hasSeveralForOneServer() {
        return ended.entrySet().stream()
                .anyMatch(entry -> entry.getKey().ofServer() && entry.getValue().size() > 1);
    }

    private static String outcomes(List<Ended> ends) {
        Map<Ended.Outcome, Integer> counts = new EnumMap<>(Ended.Outcome.class);
        ends.forEach(end -> counts.merge(end.outcome(), 1, Integer::sum));
        if (counts.size() == 1) {
            return "all " + ends.get(0).outcome().words();
        }
        List<String> words = new ArrayList<>();
        counts.forEach((outcome, count) -> words.add(count + " " + outcome.words()));
        return String.join(", ", words);
    }
}
