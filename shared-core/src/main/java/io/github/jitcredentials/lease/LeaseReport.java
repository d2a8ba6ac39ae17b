package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a lease leaves behind. Holds no secret.
 *
 * @param id the lease
 * @param requestId what the issuer knows it by
 * @param profile what was asked
 * @param host the system its task ran in
 * @param unit the unit of work it was for
 * @param purpose why
 * @param scope what was granted; what was asked, where nobody knows what was granted
 * @param ttl how long it was to live at most, with all its renewals
 * @param renewals how often another value took the place of one
 * @param reason why it ended
 * @param outcome REVOKED, PROVEN, STUCK, EXPIRED, UNENDED or UNCERTAIN
 * @param issuedAt when it was issued; when it was asked for, where no answer came
 * @param lived from then to the authority's accepting its end, or to now
 * @param revokedAfter from the end of the task to the authority's accepting; null if it did not
 * @param seenAliveAt when the authority said "alive"; null if it never did
 * @param provenAt when the authority said "dead" after that; null if it did not
 * @param aliveUntil until when it may be alive; null if it is dead at the authority; {@link Instant#MAX} if nothing ends it
 * @param outlives what it opened that may outlive it, one clause; may be empty
 * @param outlook what would have become of it after a crash
 * @param problem what a person should know; null if nothing
 * @param notRenewed why no other value came when one was due; null if none was, or it came
 * @param steps how long each step took, in the order in which they were taken
 */
public record LeaseReport(
        LeaseId id,
        String requestId,
        String profile,
        String host,
        String unit,
        Purpose purpose,
        Scope scope,
        Duration ttl,
        int renewals,
        EndReason reason,
        LeaseState outcome,
        Instant issuedAt,
        Duration lived,
        @Nullable Duration revokedAfter,
        @Nullable Instant seenAliveAt,
        @Nullable Instant provenAt,
        @Nullable Instant aliveUntil,
        String outlives,
        CrashOutlook outlook,
        @Nullable Problem problem,
        @Nullable Problem notRenewed,
        Map<String, Duration> steps) {
    public LeaseReport {
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }
}
