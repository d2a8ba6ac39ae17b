package io.github.jitcredentials.frontend;

import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Printed;
import io.github.jitcredentials.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The line that a lease leaves in a build's log: what it opened, how long it lived, and whether it is dead. Immutable.
 */
public final class ReportLine {
    private final String dot;
    private final String work;

    /**
     * @param dot what stands between the parts; a hyphen where the console has no middle dot
     * @param work what ended, in the host's word: {@code goal}, {@code step}
     */
    public ReportLine(String dot, String work) {
        this.dot = " " + dot + " ";
        this.work = work;
    }

    /** One line; no secret, nothing that breaks lines. */
    public String of(LeaseReport report) {
        List<String> parts = new ArrayList<>();
        parts.add(report.profile());
        parts.add(report.scope().toString());
        parts.add("lived " + Durations.format(report.lived()) + " of " + Durations.format(report.ttl()));
        if (report.renewals() > 0) {
            parts.add(report.renewals() == 1 ? "renewed once" : "renewed " + report.renewals() + " times");
        }
        Problem notRenewed = report.notRenewed();
        if (notRenewed != null) {
            parts.add("not renewed: " + notRenewed.what());
        }
        parts.addAll(ending(report));
        if (!report.outlives().isEmpty()) {
            parts.add(report.outlives());
        }
        return Printed.line(String.join(dot, parts));
    }

    private List<String> ending(LeaseReport report) {
        return switch (report.outcome()) {
            case PROVEN -> List.of(revoked(report), "proven dead");
            case REVOKED -> List.of(revoked(report), "unproven" + because(report.problem()));
            case EXPIRED ->
                List.of(
                        "cannot be revoked",
                        report.aliveUntil() == null ? "expired" : "expires " + time(report.aliveUntil()));
            case UNENDED -> List.of(unended(report));
            case UNCERTAIN -> List.of("UNCERTAIN" + because(report.problem()), until(report));
            default ->
                List.of(
                        "STUCK" + because(report.problem()),
                        until(report),
                        report.problem() == null || report.problem().todo().isEmpty()
                                ? "revoke it at its issuer: request " + report.requestId()
                                : report.problem().todo());
        };
    }

    private String revoked(LeaseReport report) {
        Duration after = report.revokedAfter();
        return after == null ? "revoked" : "revoked " + Durations.format(after) + " after the " + work;
    }

    /** What is said of a lease that nothing ends: where the secret is, for whoever can end it. */
    public static String unended(LeaseReport report) {
        return "does not end: static secret at "
                + report.scope().parts().values().stream()
                        .flatMap(Collection::stream)
                        .collect(Collectors.joining(", "))
                + ", rotate it";
    }

    private static String until(LeaseReport report) {
        Instant until = report.aliveUntil();
        return until == null ? "end unknown" : "alive until " + time(until);
    }

    private static String because(@Nullable Problem problem) {
        return problem == null ? "" : ": " + problem.what();
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Whether a person must look at it. */
    public static boolean isAlarm(LeaseReport report) {
        return report.outcome() == LeaseState.STUCK || report.outcome() == LeaseState.UNCERTAIN;
    }
}
