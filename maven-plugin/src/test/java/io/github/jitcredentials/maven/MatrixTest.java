package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
    @Test
    void slice_hasEachScenarioThatNothingElseTellsAndEveryMavenAndEntrance() {
        List<Cell> slice = Matrix.slice();

        assertThat(slice)
                .extracting(Cell::scenario)
                .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.copyOf(Matrix.TOLD_ELSEWHERE)));
        assertThat(slice).extracting(Cell::maven).containsAll(Matrix.MAVENS);
        assertThat(slice).extracting(Cell::entrance).contains(Entrance.values());
        assertThat(Matrix.all()).containsAll(slice);
    }

    @Test
    void sliceWhereThereAreTwoJdks_hasBoth() {
        boolean both =
                Cell.Java.OLDEST.jdk().isPresent() && Cell.Java.NEWEST.jdk().isPresent();

        assertThat(Matrix.slice())
                .extracting(Cell::java)
                .contains(both ? Cell.Java.NEWEST : Cell.Java.TOO_OLD, Cell.Java.TOO_OLD);
    }

    @Test
    void everyMavenIsUnpacked() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(Matrix.MAVENS).allMatch(maven -> pom.contains("<version>" + maven + "</version>"));
    }

    @Test
    void page_saysWhatHeldWhatDidNotAndWhatWasLeftOut() {
        MatrixTable table = new MatrixTable();
        Cell held = new Cell("3.9.16", Cell.Java.OLDEST, Entrance.PLUGIN, Scenario.PLAIN);
        Cell leftOut = new Cell("3.8.7", Cell.Java.OLDEST, Entrance.PLUGIN, Scenario.PLAIN);
        table.held(held);
        table.leftOut(leftOut);

        assertThat(table.page())
                .contains(
                        "| scenario | 3.8.7 | 3.9.16 | 3.10.0 | 4.0.0-rc-4 |",
                        "| " + Scenario.PLAIN + " | - | ok | FAILED | FAILED |",
                        "`-`: Maven 4 itself wants Java 17");
    }
}
