package io.github.jitcredentials.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What became of the matrix, as a page: the same results make the same page. Thread safe. */
final class MatrixTable {
    private static final String HEAD = """
            # The Maven matrix

            Written by `mvn -Pmatrix verify`, which plays every cell below: a real Maven in a process of its own, a real
            authority, a repository that asks the authority about each upload. `mvn verify` plays a slice: each scenario that no
            other test tells once, Mavens, JDKs and entrances in turn. The one table that both draw from is `Scenario` in the plugin's tests.

            `ok`: everything the scenario promises held, and the authority says that nothing is alive. `FAILED`: it did not.
            `-`: left out here, for the reason below the table.
            """;

    private final Map<Cell, String> results = new ConcurrentHashMap<>();

    void held(Cell cell) {
        results.put(cell, "ok");
    }

    void leftOut(Cell cell) {
        results.put(cell, "-");
    }

    void write(Path file) throws IOException {
        Files.writeString(file, page());
    }

    String page() {
        StringBuilder page = new StringBuilder(HEAD);
        Map<Column, Set<Scenario>> tables = new LinkedHashMap<>();
        Matrix.all().forEach(cell -> tables.computeIfAbsent(
                        new Column(cell.java(), cell.entrance()), c -> EnumSet.noneOf(Scenario.class))
                .add(cell.scenario()));
        tables.forEach((column, scenarios) -> append(page, column, scenarios));
        return page.toString();
    }

    private record Column(Cell.Java java, Entrance entrance) {}

    private void append(StringBuilder page, Column column, Set<Scenario> scenarios) {
        page.append("\n## ")
                .append(column.java())
                .append(column.java()
                        .jdk()
                        .map(jdk -> " (" + jdk.version() + ")")
                        .orElse(""))
                .append(", ")
                .append(column.entrance())
                .append("\n\n| scenario | ")
                .append(String.join(" | ", Matrix.MAVENS))
                .append(" |\n|---|")
                .append("---|".repeat(Matrix.MAVENS.size()))
                .append('\n');
        for (Scenario scenario : scenarios) {
            List<Cell> row = row(column, scenario);
            page.append("| ")
                    .append(scenario)
                    .append(" | ")
                    .append(row.stream()
                            .map(cell -> results.getOrDefault(cell, "FAILED"))
                            .collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        reasons(column, scenarios)
                .forEach(reason -> page.append("\n`-`: ").append(reason).append('\n'));
    }

    private static List<Cell> row(Column column, Scenario scenario) {
        return Matrix.MAVENS.stream()
                .map(maven -> new Cell(maven, column.java(), column.entrance(), scenario))
                .toList();
    }

    private static List<String> reasons(Column column, Set<Scenario> scenarios) {
        return scenarios.stream()
                .flatMap(scenario -> row(column, scenario).stream())
                .flatMap(cell -> cell.leftOut().stream())
                .distinct()
                .toList();
    }
}
