package io.github.jitcredentials.maven;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Every Maven, Java, entrance and scenario: {@code mvn -Pmatrix verify} runs all of it, {@code mvn verify} a slice. */
final class Matrix {
    /** Oldest first; {@code pom.xml} unpacks the same. */
    static final List<String> MAVENS = List.of("3.8.7", "3.9.16", "3.10.0", "4.0.0-rc-4");

    /** No common divisor with the numbers of cells a scenario has, so that the turns meet all kinds. */
    private static final int STRIDE = 5;

    /** What other tests tell with the Mavens that most people have, or a cell beside them in less time: not in the slice. */
    static final Set<Scenario> TOLD_ELSEWHERE = Collections.unmodifiableSet(EnumSet.of(
            Scenario.PARALLEL,
            Scenario.AT_END,
            Scenario.SIGTERM,
            Scenario.SIGINT,
            Scenario.ALTERNATIVE,
            Scenario.BEARER,
            Scenario.BASIC,
            Scenario.MANY));

    /** What takes a quarter of a minute or more: of the slice, but not in every build. */
    static final Set<Scenario> LONG =
            Collections.unmodifiableSet(EnumSet.of(Scenario.RELEASE, Scenario.MANY_AT_END, Scenario.SIGKILL));

    private Matrix() {}

    static List<Cell> all() {
        return Arrays.stream(Scenario.values()).flatMap(Scenario::cells).toList();
    }

    /** Each scenario that nothing else tells, once; Mavens, Javas and entrances take turns. Of those that can be run here, if any can. */
    static List<Cell> slice() {
        List<Cell> slice = new ArrayList<>();
        for (Scenario scenario : Scenario.values()) {
            if (TOLD_ELSEWHERE.contains(scenario)) {
                continue;
            }
            List<Cell> cells = scenario.cells().toList();
            List<Cell> able =
                    cells.stream().filter(cell -> cell.leftOut().isEmpty()).toList();
            List<Cell> from = able.isEmpty() ? cells : able;
            slice.add(from.get(STRIDE * slice.size() % from.size()));
        }
        return slice;
    }
}
