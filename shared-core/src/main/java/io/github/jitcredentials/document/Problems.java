package io.github.jitcredentials.document;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what is wrong with a document, so that its author learns of everything at once. Belongs to one thread.
 */
public final class Problems {
    /** More than anybody mends in one go; keeps a hostile file from filling a log. */
    private static final int MOST_SHOWN = 50;

    private record Found(Place place, Problem problem) {}

    private final List<Found> found = new ArrayList<>();

    public void add(Place place, Mistake mistake, Object... arguments) {
        found.add(new Found(place, mistake.at(place.toString(), arguments)));
    }

    /** How many there are so far: a reader that sees the number grow has read something wrong. */
    public int count() {
        return found.size();
    }

    /** In the order of their places; at most 50, and then how many more there are. */
    public List<Problem> list() {
        List<Problem> sorted = found.stream()
                .sorted(Comparator.comparing(Found::place))
                .map(Found::problem)
                .distinct()
                .toList();
        if (sorted.size() <= MOST_SHOWN) {
            return sorted;
        }
        List<Problem> cut = new ArrayList<>(sorted.subList(0, MOST_SHOWN));
        cut.add(Problem.of("and " + (sorted.size() - MOST_SHOWN) + " more problems"));
        return cut;
    }

    /** @throws JitException.Misconfigured with all problems, if there are any */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new JitException.Misconfigured(list());
        }
    }
}
