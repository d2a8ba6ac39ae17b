package io.github.jitcredentials.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each target under Jazzer for a while, in a process of its own with little memory: {@code mvn -Pfuzz -Dfuzz.seconds=60 verify},
 * with {@code -Dfuzz.targets=journal,match} for some. What it learns is kept in {@code target/fuzz}; what reaches code that the
 * kept corpus does not is added to that by hand, as is the input of each finding, when it has been mended.
 */
class FuzzIT {
    private static final String SECONDS = System.getProperty("fuzz.seconds");

    /** What Jazzer takes for a finding wherever it happens, and what targets of ours are there to do. */
    private static final List<String> NOT_LOOKED_FOR = Stream.of(
                    "ServerSideRequestForgery", "FilePathTraversal", "RegexInjection")
            .map(name -> "com.code_intelligence.jazzer.sanitizers." + name)
            .toList();

    static Stream<FuzzTarget> targets() {
        List<String> wanted =
                Arrays.asList(System.getProperty("fuzz.targets", "").split(",", -1));
        return Arrays.stream(FuzzTarget.values())
                .filter(target -> wanted.equals(List.of("")) || wanted.contains(target.toString()));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void target_keepsItsPromiseWhateverItIsGiven(FuzzTarget target) throws Exception {
        Path work = Path.of("target/fuzz").resolve(target.toString());
        Path found = Files.createDirectories(work.resolve("corpus"));
        Path log = work.resolve("log");
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.type(),
                        "--instrumentation_includes=io.github.jitcredentials.**:org.snakeyaml.**:com.nimbusds.**",
                        "--disabled_hooks=" + String.join(":", NOT_LOOKED_FOR),
                        "--reproducer_path=" + work,
                        "-artifact_prefix=" + work + "/",
                        "-max_total_time=" + SECONDS,
                        // Seconds for one input, after which it counts as a finding.
                        "-timeout=30",
                        "-rss_limit_mb=2048",
                        "-print_final_stats=1",
                        found.toString(),
                        target.corpus().toString())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile())
                .start();
        int status = jazzer.waitFor();

        String said = tail(log);
        assertThat(said).contains("stat::number_of_executed_units:").doesNotContain("Is the code instrumented");
        assertThat(status).as(said).isZero();
    }

    private static String tail(Path log) throws IOException {
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        return text.substring(Math.max(0, text.length() - 20_000));
    }
}
