package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.Problem;
import java.time.Duration;
import java.time.Instant;

/** What is told of leases that their own process ended. */
final class Reports {
    private Reports() {}

    /** @param asked when the end was asked for */
    static LeaseReport of(HeldLease lease, EndReason reason, Instant asked, Ending.Result result, Instant now) {
        Intent intent = lease.intent();
        Instant end = result.revokedAt() == null ? now : result.revokedAt();
        Problem problem = result.problem() != null
                ? result.problem()
                : lease.progress().unrecorded().orElse(null);
        return new LeaseReport(
                lease.id(),
                intent.requestId(),
                intent.request().profile(),
                intent.request().task().host(),
                intent.request().task().unit(),
                intent.request().task().purpose(),
                lease.scope(),
                intent.request().life(),
                lease.renewals(),
                reason,
                result.outcome(),
                lease.issuedAt(),
                notNegative(Duration.between(lease.issuedAt(), end)),
                result.revokedAt() == null ? null : notNegative(Duration.between(asked, result.revokedAt())),
                lease.values().seenAlive().orElse(null),
                result.provenAt(),
                result.aliveUntil(),
                lease.issuer().outlives(lease.issued()),
                lease.outlook(),
                problem,
                lease.renewal().flatMap(RenewalPlan::failure).orElse(null),
                lease.steps().taken());
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
