package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Printed;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of leases, in GitHub's Markdown: a table, and a line of time for each. Text of others can't be markup there. */
final class JobSummary {
    private static final String HEAD = """
            ### Credentials of this step

            | | profile | purpose | scope | TTL | lived | revoked | proven |
            |---|---|---|---|---|---|---|---|
            """;

    private JobSummary() {}

    /** Empty for no leases. */
    static String of(List<LeaseReport> reports) {
        if (reports.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder(HEAD);
        for (int i = 0; i < reports.size(); i++) {
            out.append(row(i + 1, reports.get(i)));
        }
        out.append("\n```text\n");
        for (int i = 0; i < reports.size(); i++) {
            out.append(times(i + 1, reports.get(i)));
        }
        return out.append("```\n\n").toString();
    }

    private static String row(int number, LeaseReport report) {
        return "| " + number + " | " + literal(report.profile()) + " | "
                + literal(report.purpose().toString()) + " | "
                + literal(report.scope().toString()) + " | " + Durations.format(report.ttl()) + " | "
                + Durations.format(report.lived()) + " | " + revoked(report) + " | " + proven(report) + " |\n";
    }

    private static String revoked(LeaseReport report) {
        Duration after = report.revokedAfter();
        if (after != null) {
            return "after " + Durations.format(after);
        }
        if (report.outcome() == LeaseState.UNENDED) {
            return ":warning: " + literal(ReportLine.unended(report));
        }
        Instant until = report.aliveUntil();
        if (until == null) {
            return report.outcome() == LeaseState.EXPIRED ? "expired" : "yes";
        }
        return ":warning: **" + report.outcome() + "**, may be alive until " + seconds(until);
    }

    private static String proven(LeaseReport report) {
        return report.outcome() == LeaseState.PROVEN ? ":white_check_mark: dead" : "no";
    }

    /** Only numbers and our own words: nothing ends the block early. */
    private static String times(int number, LeaseReport report) {
        Instant issued = report.issuedAt();
        StringBuilder line = new StringBuilder().append(number).append("  ");
        line.append(issued.truncatedTo(ChronoUnit.MILLIS)).append(" issued");
        add(line, "seen alive", issued, report.seenAliveAt());
        Duration after = report.revokedAfter();
        if (after != null) {
            add(line, "revoked", issued, issued.plus(report.lived()));
        }
        add(line, "proven dead", issued, report.provenAt());
        Instant until = report.aliveUntil();
        if (report.outcome() == LeaseState.UNENDED) {
            line.append("  -> does not end");
        } else if (until != null) {
            line.append("  -> may be alive until ").append(seconds(until));
        }
        return line.append('\n').toString();
    }

    private static void add(StringBuilder line, String what, Instant from, @Nullable Instant at) {
        if (at != null) {
            Duration since = Duration.between(from, at);
            line.append("  -> +")
                    .append(Durations.format(since.isNegative() ? Duration.ZERO : since))
                    .append(' ')
                    .append(what);
        }
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Text as it is, whatever it holds: all but letters, digits and blanks is a character reference, which is never markup
     * (CommonMark 6.1), inside of {@code code}, where GitHub makes no links or mentions of it.
     */
    static String literal(String text) {
        StringBuilder out = new StringBuilder("<code>");
        Printed.visible(text).codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c) || c == ' ') {
                out.appendCodePoint(c);
            } else {
                out.append("&#").append(c).append(';');
            }
        });
        return out.append("</code>").toString();
    }
}
