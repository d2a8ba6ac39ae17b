package io.github.jitcredentials.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each gate of the build is seen to stop what it is for: one Maven, one small module a gate. */
class GatesIT {
    private static final Path FIXTURES = Path.of("src/it/gates");
    // As deep as the fixtures, whose parent POM is found by a relative path.
    private static final Path COPY = Path.of("target/it/gates");

    private static List<String> log = List.of();
    private static int status;

    @BeforeAll
    static void build() throws Exception {
        copy();
        Path output = COPY.resolve("build.log");
        Process maven = new ProcessBuilder(
                        Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                        "--batch-mode",
                        // What it needs the outer build has just used.
                        "--offline",
                        "-Dmaven.repo.local=" + System.getProperty("gates.repository"),
                        "--fail-at-end",
                        // No JUnit there, which tags are of.
                        "-Dtests.without=",
                        "--file",
                        COPY.resolve("pom.xml").toString(),
                        "package")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        status = maven.waitFor();
        log = Files.readAllLines(output);
    }

    @ParameterizedTest
    @CsvSource({
        "duplicate, enforcer, Found 1 duplicate dependency declaration",
        "flaw, compiler, [FutureReturnValueIgnored]",
        "forbidden, forbiddenapis, [Take the environment as a Map through the constructor]",
        "format, spotless, Run 'mvn spotless:apply' to fix these violations",
        "lint, compiler, [rawtypes]",
        "null, compiler, [NullAway]",
        "sleep, forbiddenapis, [Wait for what must happen",
    })
    void what_a_gate_is_for_is_stopped_and_said(String module, String gate, String said) {
        assertThat(log).anyMatch(line -> line.contains("on project gate-" + module + ":") && line.contains(gate));
        assertThat(log).anyMatch(line -> line.contains(said));
    }

    @Test
    void what_is_clean_passes_them_all() {
        assertThat(log).anyMatch(line -> line.contains("gate-clean .") && line.contains("SUCCESS"));
        assertThat(log)
                .filteredOn(line -> line.contains("@ gate-clean ---"))
                .anyMatch(line -> line.contains("spotless"));
        assertThat(status).isEqualTo(1);
    }

    private static void copy() throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = COPY.resolve(FIXTURES.relativize(file));
                Files.createDirectories(target.getParent());
                Files.write(target, Files.readAllBytes(file));
            }
        }
    }
}
