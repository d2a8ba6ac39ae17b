package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table on a run's page. */
class JobSummaryTest {
    private static final Instant ISSUED = Instant.parse("2026-11-22T12:00:00.120Z");

    @Test
    void leases_areATableAndALineOfTimeEach() {
        String summary = JobSummary.of(List.of(
                report("publish 1.4.0", LeaseState.PROVEN, null),
                report("again", LeaseState.STUCK, ISSUED.plusSeconds(300))));
        assertThat(summary).isEqualTo("""
                ### Credentials of this step

                | | profile | purpose | scope | TTL | lived | revoked | proven |
                |---|---|---|---|---|---|---|---|
                | 1 | <code>deploy</code> | <code>publish 1&#46;4&#46;0</code> | <code>repo&#58;write</code> | 5m | 1.1s | after 24ms | :white_check_mark: dead |
                | 2 | <code>deploy</code> | <code>again</code> | <code>repo&#58;write</code> | 5m | 1.1s | :warning: **STUCK**, may be alive until 2026-11-22T12:05:00Z | no |

                ```text
                1  2026-11-22T12:00:00.120Z issued  -> +20ms seen alive  -> +1.1s revoked  -> +1.1s proven dead
                2  2026-11-22T12:00:00.120Z issued  -> +20ms seen alive  -> may be alive until 2026-11-22T12:05:00Z
                ```

                """);
    }

    @Test
    void noLease_leavesNothing() {
        assertThat(JobSummary.of(List.of())).isEmpty();
    }

    @Test
    void textOfOthers_isNoMarkup() {
        String hostile = "a | b\\| <img src=x> [l](https://e.example) `c` **d** ![i](x) @octocat #1 ~~~ www.e.example";
        assertThat(JobSummary.literal(hostile))
                .startsWith("<code>")
                .endsWith("</code>")
                .satisfies(cell ->
                        assertThat(cell.substring(6, cell.length() - 7)).matches("(?:[A-Za-z0-9 ]|&#[0-9]+;)*"));
    }

    private static LeaseReport report(String purpose, LeaseState outcome, @Nullable Instant aliveUntil) {
        boolean dead = aliveUntil == null;
        return new LeaseReport(
                new LeaseId("7f3a9c000001"),
                "request",
                "deploy",
                "jitc",
                "job release",
                new Purpose(purpose),
                Scope.of("scope", "repo:write"),
                Duration.ofMinutes(5),
                0,
                EndReason.COMPLETED,
                outcome,
                ISSUED,
                Duration.ofMillis(1100),
                dead ? Duration.ofMillis(24) : null,
                ISSUED.plusMillis(20),
                dead ? ISSUED.plusMillis(1110) : null,
                aliveUntil,
                "",
                CrashOutlook.SWEEP_MAY_REVOKE,
                null,
                null,
                Map.of());
    }
}
