package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Not run by default, as its name ends otherwise: {@code mvn test -Dtest=HealthBenchmark}. */
@Tag("benchmark")
class HealthBenchmark {
    private static final int WARM_UP = 500;
    private static final int MEASURED = 1_000;

    @Test
    void bareGet_takesLessThanThreeMilliseconds_medially(@TempDir Path directory) throws IOException {
        try (Trial trial = Trial.in(directory)) {
            long[] nanos = new long[MEASURED];
            for (int i = -WARM_UP; i < MEASURED; i++) {
                long before = System.nanoTime();
                Http.get(trial.url(), "/health");
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - before;
                }
            }
            Arrays.sort(nanos);
            assertThat(Duration.ofNanos(nanos[MEASURED / 2])).isLessThan(Duration.ofMillis(3));
        }
    }
}
