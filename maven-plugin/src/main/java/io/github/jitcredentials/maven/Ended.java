package io.github.jitcredentials.maven;

import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import java.time.Duration;

/**
 * What became of a lease.
 *
 * @param lived from its issue to its end
 * @param ttl how long it might have lived
 * @param outcome what is known about it now
 * @param outlives what it opened that may outlive it, one clause; may be empty
 * @param sentence the report of this one lease in one line, for the log
 */
record Ended(Duration lived, Duration ttl, Outcome outcome, String outlives, String sentence) {
    static Ended of(LeaseReport report, ReportLine line) {
        Outcome outcome = Outcome.of(report.outcome());
        return new Ended(
                report.lived(),
                report.ttl(),
                outcome,
                outcome == Outcome.UNENDED ? ReportLine.unended(report) : report.outlives(),
                line.of(report));
    }

    /** Best first. */
    enum Outcome {
        PROVEN("proven dead"),
        REVOKED("revoked, unproven"),
        EXPIRES("cannot be revoked"),
        UNENDED("stored, not leased"),
        UNCERTAIN("uncertain"),
        STUCK("STUCK");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        static Outcome of(LeaseState state) {
            return switch (state) {
                case PROVEN -> PROVEN;
                case REVOKED -> REVOKED;
                case EXPIRED -> EXPIRES;
                case UNENDED -> UNENDED;
                case UNCERTAIN -> UNCERTAIN;
                default -> STUCK;
            };
        }

        String words() {
            return words;
        }

        /** Whether it may be alive against everybody's will: a person has to look. */
        boolean isAlarm() {
            return this == UNCERTAIN || this == STUCK;
        }
    }
}
