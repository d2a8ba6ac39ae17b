package io.github.jitcredentials.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally(StandardCharsets.UTF_8);

    private static Ended ended(long millis, Ended.Outcome outcome) {
        return new Ended(Duration.ofMillis(millis), Duration.ofMinutes(5), outcome, "", "one lease's report");
    }

    @Test
    void oneLease_itsOwnReport() {
        tally.add(FakeDesk.DEPLOY, ended(100, Ended.Outcome.PROVEN));

        assertThat(tally.lines()).containsExactly("one lease's report");
        assertThat(tally.hasSeveralForOneServer()).isFalse();
    }

    @Test
    void manyLeases_oneLineAServer() {
        for (int i = 1; i <= 200; i++) {
            tally.add(FakeDesk.DEPLOY, ended(i * 15L + 100, Ended.Outcome.PROVEN));
        }

        assertThat(tally.lines())
                .containsExactly(
                        "deploy \u00b7 releases \u00b7 200 leases \u00b7 longest 3.1s of 5m \u00b7 all proven dead");
        assertThat(tally.hasSeveralForOneServer()).isTrue();
    }

    @Test
    void differentOutcomes_areCounted() {
        tally.add(FakeDesk.DEPLOY, ended(1, Ended.Outcome.STUCK));
        tally.add(FakeDesk.DEPLOY, ended(1, Ended.Outcome.PROVEN));
        tally.add(FakeDesk.DEPLOY, ended(1, Ended.Outcome.PROVEN));

        assertThat(tally.lines()).singleElement().asString().endsWith("2 proven dead, 1 STUCK");
    }

    @Test
    void whatOutlivesThem_isSaidOfTheLast() {
        for (String until : new String[] {"10:00:00Z", "10:00:01Z"}) {
            tally.add(
                    FakeDesk.DEPLOY,
                    new Ended(
                            Duration.ofMillis(1),
                            Duration.ofMinutes(5),
                            Ended.Outcome.PROVEN,
                            "others accept it until " + until,
                            "one lease's report"));
        }

        assertThat(tally.lines())
                .singleElement()
                .asString()
                .endsWith("all proven dead \u00b7 others accept it until 10:00:01Z");
    }

    @Test
    void consoleWithoutMiddleDot_hyphens() {
        Tally ascii = new Tally(StandardCharsets.US_ASCII);
        ascii.add(FakeDesk.DEPLOY, ended(1, Ended.Outcome.PROVEN));
        ascii.add(FakeDesk.DEPLOY, ended(1, Ended.Outcome.PROVEN));

        assertThat(ascii.lines()).containsExactly("deploy - releases - 2 leases - longest 1ms of 5m - all proven dead");
    }
}
