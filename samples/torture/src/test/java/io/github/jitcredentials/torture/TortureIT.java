package io.github.jitcredentials.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** All that is done to real processes, and what the authority's own books say afterwards. See docs/torture.md. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class TortureIT {
    private static final Run RUN = Run.ofThisBuild();
    private static final Table TABLE = new Table(RUN);
    private static Ground ground;

    @BeforeAll
    static void open() throws Exception {
        ground = new Ground(RUN, Path.of(System.getProperty("torture.folder", "target/torture")));
    }

    @AfterEach
    void clean() {
        ground.clean();
    }

    @AfterAll
    static void close() throws IOException {
        ground.close();
        long scenarios = Stream.of(TortureIT.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
        TABLE.write(ground.leftOut, TABLE.held() == scenarios);
    }

    @Test
    void kills() throws Exception {
        torture("kills", new Kills());
    }

    @Test
    void clocks() throws Exception {
        torture("clocks", new Clocks());
    }

    @Test
    void ends() throws Exception {
        torture("ends", new Ends());
    }

    @Test
    void faults() throws Exception {
        torture("faults", new Faults());
    }

    @Test
    void fullDisk() throws Exception {
        torture("fullDisk", new FullDisk());
    }

    @Tag("thorough")
    @Test
    void journals() throws Exception {
        torture("journals", new Journals());
    }

    @Test
    void randomKills() throws Exception {
        torture("randomKills", new RandomKills());
    }

    @Test
    void stops() throws Exception {
        torture("stops", new Stops());
    }

    @Test
    void tornJournal() throws Exception {
        torture("tornJournal", new TornJournal());
    }

    @Test
    void unknownCa() throws Exception {
        torture("unknownCa", new UnknownCa());
    }

    @Tag("thorough")
    @Test
    void whoRevokes() throws Exception {
        torture("whoRevokes", new WhoRevokes());
    }

    private static void torture(String name, Scenario scenario) throws Exception {
        try {
            List<Row> rows = scenario.run(ground, RUN.random(name));
            TABLE.add(name, rows);
        } catch (AssertionError | Exception e) {
            throw new AssertionError("seed " + RUN.seed() + ": " + e.getMessage() + "\nagain: " + RUN.command(name), e);
        }
    }
}
