package io.github.jitcredentials.maven;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the matrix: a slice of it, or with {@code -Pmatrix} all of it, which then writes {@code docs/maven-matrix.md}. Narrowed
 * by {@code -Dit.scenario=SIGKILL,RELEASE} or {@code -Dit.only=3.9.16}, it writes nothing.
 */
@Execution(ExecutionMode.CONCURRENT)
class MatrixIT {
    private static final boolean WHOLE = Boolean.getBoolean("it.matrix");
    private static final String SCENARIOS = System.getProperty("it.scenario", "");
    private static final MatrixTable TABLE = new MatrixTable();

    static List<Cell> cells() {
        return chosen().stream()
                .filter(cell -> isWhole() || !Matrix.LONG.contains(cell.scenario()))
                .toList();
    }

    static List<Cell> longCells() {
        return chosen().stream()
                .filter(cell -> !isWhole() && Matrix.LONG.contains(cell.scenario()))
                .toList();
    }

    private static boolean isWhole() {
        return WHOLE || !SCENARIOS.isEmpty();
    }

    private static List<Cell> chosen() {
        return (isWhole() ? Matrix.all() : Matrix.slice())
                .stream()
                        .filter(cell -> SCENARIOS.isEmpty()
                                || List.of(SCENARIOS.split(","))
                                        .contains(cell.scenario().name()))
                        .filter(cell -> Stage.isWanted(cell.maven()))
                        .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void cell_holds(Cell cell) throws IOException {
        play(cell);
    }

    @Tag("thorough")
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("longCells")
    void longCell_holds(Cell cell) throws IOException {
        play(cell);
    }

    private static void play(Cell cell) throws IOException {
        if (cell.leftOut().isPresent()) {
            TABLE.leftOut(cell);
            abort(cell + " is left out: " + cell.leftOut().get());
        }
        try (Scene scene = Scene.open(cell)) {
            cell.scenario().play(scene);
            TABLE.held(cell);
        }
    }

    @AfterAll
    static void write() throws IOException {
        if (cells().size() == Matrix.all().size()) {
            TABLE.write(Stage.root().resolve("docs/maven-matrix.md"));
        }
    }
}
