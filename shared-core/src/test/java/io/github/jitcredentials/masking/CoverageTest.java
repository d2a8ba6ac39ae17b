package io.github.jitcredentials.masking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoverageTest {
    private static final String TEXT = "0123456789".repeat(1000);

    private final Coverage coverage = new Coverage();
    private final StringBuilder out = new StringBuilder();

    private final Sink sink = new Sink() {
        @Override
        public void plain(byte[] bytes, int from, int length) {
            out.append(new String(bytes, from, length, US_ASCII));
        }

        @Override
        public void mask() {
            out.append('*');
        }
    };

    @Test
    void nothingCovered_isPlain() {
        settle(5);
        settle(7);
        assertThat(out).hasToString("0123456");
    }

    @Test
    void runsThatTouch_shareAMaskAlsoWhenSettledApart() {
        coverage.add(2, 4);
        settle(4);
        coverage.add(4, 6);
        settle(8);
        assertThat(out).hasToString("01*67");
    }

    @Test
    void laterRunThatBeganEarlier_swallowsOthers() {
        coverage.add(2, 4);
        coverage.add(5, 6);
        coverage.add(1, 7);
        settle(9);
        assertThat(out).hasToString("0*78");
    }

    @Test
    void runBeyondTheLimit_waits() {
        coverage.add(6, 8);
        settle(3);
        assertThat(out).hasToString("012");
        settle(6);
        assertThat(out).hasToString("012345*");
    }

    @Test
    void settledWithinARun_theRunIsMaskedWhole() {
        coverage.add(2, 8);
        settle(4);
        settle(5);
        settle(9);
        assertThat(out).hasToString("01*8");
    }

    @Test
    void manyRuns_areKeptInOrder() {
        for (int at = 0; at < 5000; at += 10) {
            coverage.add(at + 1, at + 9);
            if (at % 300 == 0) {
                settle(at / 2);
            }
        }
        settle(5000);
        assertThat(out).hasToString("0*9".repeat(500));
    }

    @Test
    void crowded_untilSettled() {
        long runs = 0;
        while (!coverage.isCrowded()) {
            coverage.add(10 * runs, 10 * runs + 1);
            runs++;
        }
        assertThat(runs).isEqualTo(16);
        settle(10 * runs);
        coverage.add(10 * runs, 10 * runs + 1);
        assertThat(coverage.isCrowded()).isFalse();
        settle(10 * runs + 2);
        assertThat(out).hasToString("*123456789".repeat(16) + "*1");
    }

    @Test
    void runsTakenOut_areGone() {
        coverage.add(2, 4);
        coverage.add(6, 8);
        assertThat(coverage.takeRuns()).containsExactly(2, 4, 6, 8);
        settle(9);
        assertThat(out).hasToString("012345678");
    }

    private void settle(long limit) {
        coverage.settle(
                limit,
                (from, to, target) -> target.plain(TEXT.getBytes(US_ASCII), (int) from, (int) (to - from)),
                sink);
    }
}
