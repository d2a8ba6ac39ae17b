package io.github.jitcredentials.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzing has found stays found: each kept input once, without a fuzzer. {@code mvn -Pfuzz verify} looks for more. */
class FuzzCorpusTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    static Stream<Arguments> inputs() throws IOException {
        Stream.Builder<Arguments> inputs = Stream.builder();
        for (FuzzTarget target : FuzzTarget.values()) {
            target.inputs().forEach(input -> inputs.add(Arguments.of(target, input)));
        }
        return inputs.build();
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void keptInput_isTakenOrRefused(FuzzTarget target, Path input) throws IOException {
        byte[] bytes = Files.readAllBytes(input);

        assertTimeoutPreemptively(
                LONGEST, () -> assertThatCode(() -> target.run(bytes)).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @EnumSource
    void target_hasACorpus(FuzzTarget target) throws IOException {
        assertThat(target.inputs()).hasSizeGreaterThan(3);
    }

    @Test
    void corpora_areThoseOfTheTargets() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/test/fuzz"))) {
            List<String> names =
                    Arrays.stream(FuzzTarget.values()).map(FuzzTarget::toString).toList();
            assertThat(folders.map(folder -> folder.getFileName().toString())).hasSameElementsAs(names);
        }
    }
}
