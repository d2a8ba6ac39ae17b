package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.ManualTime;
import io.github.jitcredentials.model.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetriesTest {
    /** May be alive until noon. */
    private static final LeaseReport STUCK = Reports.of(LeaseState.STUCK, "x");

    private static final LeaseId LEASE = STUCK.id();
    private static final Instant OVER = Instant.parse("2026-11-22T12:01:01Z");

    private final ManualTime time = ManualTime.startingAt(Instant.parse("2026-11-22T06:00:00Z"));
    private final Retries retries = new Retries(time, new Random(1));

    @Test
    void leaseThatGoesOnFailing_isTriedEachTimeLaterAndOnceWhenItIsOver() {
        List<Long> seconds = new ArrayList<>();
        while (time.now().isBefore(OVER)) {
            seconds.add(untilDue().toSeconds());
        }

        int[] expected = {60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600};
        for (int i = 0; i < expected.length; i++) {
            assertThat(seconds.get(i)).as("wait %d", i + 1).isBetween(expected[i] * 8L / 10, expected[i] + 1L);
        }
        assertThat(seconds).hasSizeBetween(expected.length, expected.length + 2);
        assertThat(time.now()).isBetween(OVER, OVER.plusSeconds(1));
    }

    @Test
    void leasesThatGotStuckAtOnce_doNotComeBackAtOnce() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waits.add(untilDue());
            retries.ended(Reports.of(LeaseState.PROVEN, "x"));
        }

        assertThat(waits).doesNotHaveDuplicates().allSatisfy(wait -> assertThat(wait)
                .isBetween(Duration.ofSeconds(48), Duration.ofSeconds(60)));
    }

    @Test
    void leaseThatNobodyTried_orThatIsOver_doesNotWait() {
        assertThat(retries.isDue(LEASE)).isTrue();
        retries.ended(STUCK);
        assertThat(retries.isDue(LEASE)).isFalse();
        retries.ended(Reports.of(LeaseState.EXPIRED, "x"));
        assertThat(retries.isDue(LEASE)).isTrue();
    }

    /** Has it fail once more, and lets time pass until it is due. */
    private Duration untilDue() {
        retries.ended(STUCK);
        Instant failed = time.now();
        while (!retries.isDue(LEASE)) {
            time.advance(Duration.ofMillis(10));
        }
        return Duration.between(failed, time.now());
    }
}
