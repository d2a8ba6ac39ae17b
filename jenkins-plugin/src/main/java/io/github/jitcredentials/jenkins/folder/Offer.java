package io.github.jitcredentials.jenkins.folder;

import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A profile as it is offered somewhere.
 *
 * @param profile narrowed by whoever narrowed it
 * @param origin who configured it: the full name of a folder; empty for the controller
 * @param narrowed by whom, from above
 * @param obstacles why nobody gets it here; empty if there is nothing
 */
public record Offer(Profile profile, String origin, List<String> narrowed, List<Problem> obstacles) {
    public Offer {
        narrowed = List.copyOf(narrowed);
        obstacles = List.copyOf(obstacles);
    }

    Offer narrowedTo(Profile smaller, String folder) {
        List<String> by = new ArrayList<>(narrowed);
        by.add(folder);
        return new Offer(smaller, origin, by, obstacles);
    }

    Offer blocked(List<Problem> why) {
        List<Problem> all = new ArrayList<>(obstacles);
        all.addAll(why);
        return new Offer(profile, origin, narrowed, all);
    }

    /** For the page. */
    public String getName() {
        return profile.name();
    }

    public String getIssuer() {
        return profile.issuer();
    }

    public String getScope() {
        return profile.scope().toString();
    }

    public String getTtl() {
        return Durations.format(profile.ttl());
    }

    /** In one sentence. */
    public String getOriginText() {
        String from = origin.isEmpty() ? "this controller" : "folder " + origin;
        return narrowed.isEmpty()
                ? from
                : from + narrowed.stream().collect(Collectors.joining(", ", ", narrowed by ", ""));
    }

    public List<String> getObstacleLines() {
        return obstacles.stream().flatMap(problem -> problem.lines().stream()).toList();
    }
}
