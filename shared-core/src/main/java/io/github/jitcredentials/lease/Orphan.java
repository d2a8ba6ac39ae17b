package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.Estate.Lost;
import io.github.jitcredentials.lease.Estate.Part;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A lease that nobody takes care of any more, and its end. */
final class Orphan {
    private final LeaseRecord lease;
    private final String owner;
    private final SealKey key;
    private final Revoker revoker;
    private final LeaseListener listener;
    private final EndReason reason;
    private final Progress progress;

    /**
     * @param journal where it is found, and where its end is written
     * @param owner the journal's, with whose name the handle is sealed
     */
    Orphan(
            LeaseRecord lease,
            LeaseJournal journal,
            String owner,
            SealKey key,
            Revoker revoker,
            LeaseListener listener,
            EndReason reason) {
        this.lease = lease;
        this.owner = owner;
        this.key = key;
        this.revoker = revoker;
        this.listener = listener;
        this.reason = reason;
        this.progress = new Progress(lease.intent(), lease.state(), journal, listener, revoker.time());
    }

    /** What becomes of it; empty if its issuer answers nobody, and it is left as it is. */
    Optional<LeaseReport> end(SweptIssuers issuers) {
        Instant now = revoker.time().now();
        Optional<Ending.Result> result =
                lease.held().isEmpty() ? Optional.of(withoutHandle(issuers)) : withHandles(issuers);
        return result.map(known -> {
            LeaseReport report = report(now, known);
            progress.tolerate(() -> listener.ended(report));
            return report;
        });
    }

    private Ending.Result withoutHandle(SweptIssuers issuers) {
        if (issuers.neverEnds(lease.intent())) {
            // Whether it was read or not: it goes on.
            if (progress.state() != LeaseState.ISSUING && progress.state() != LeaseState.UNCERTAIN) {
                beginEnd();
            }
            progress.note(LeaseEvent.LEFT_AS_IT_IS, "");
            return Ending.Result.unended();
        }
        Instant latest = lease.latestEnd();
        if (Ending.isExpired(latest, revoker.time().now())) {
            progress.note(LeaseEvent.TIME_PASSED, "");
            return Ending.Result.expired();
        }
        Problem problem = new Problem(
                "lease " + lease.intent().lease() + " may have been issued, and nobody knows its handle",
                lease.intent().issuer().name(),
                "it may be alive until " + latest.truncatedTo(ChronoUnit.SECONDS) + "; look for request " + requests()
                        + " there");
        if (progress.state() == LeaseState.ISSUING) {
            progress.note(LeaseEvent.OWNER_LOST, problem);
        } else if (progress.state() != LeaseState.UNCERTAIN) {
            // What it had is over; what it asked for in the end is not.
            beginEnd();
            progress.note(LeaseEvent.VALUE_UNKNOWN, problem);
        }
        return new Ending.Result(LeaseState.UNCERTAIN, null, null, latest, problem);
    }

    private String requests() {
        String unknown = lease.unknown().stream().map(ValueRecord::requestId).collect(Collectors.joining(", "));
        return unknown.isEmpty() ? lease.intent().requestId() : unknown;
    }

    private Optional<Ending.Result> withHandles(SweptIssuers issuers) {
        if (Ending.isExpired(lease.latestEnd(), revoker.time().now())) {
            progress.note(LeaseEvent.TIME_PASSED, "");
            return Optional.of(Ending.Result.expired());
        }
        List<Part> parts = new ArrayList<>();
        for (ValueRecord value : lease.held()) {
            Optional<Handle> handle = value.held().flatMap(hold -> hold.open(key, owner, lease.intent()));
            if (handle.isEmpty()) {
                return Optional.of(stuck("its handle can't be opened: the key is another one, or it was changed"));
            }
            parts.add(new Part(
                    value.number(),
                    value.requestId(),
                    handle.get(),
                    value.latestEnd(),
                    () -> Optional.ofNullable(value.seenAliveAt())));
        }
        Optional<SweptIssuers.ForLease> issuer;
        try {
            issuer = issuers.forLease(lease.intent());
        } catch (JitException e) {
            return Optional.of(stuck(e.problems().get(0).what()));
        } catch (RuntimeException | LinkageError e) {
            return Optional.of(stuck("its issuer can't be made (" + e.getClass().getName() + ")"));
        }
        List<Lost> lost = lease.unknown().stream()
                .map(value -> new Lost(value.number(), value.requestId(), value.latestEnd()))
                .toList();
        return issuer.map(asked -> {
            tellSeenAlive();
            Ending.Result result = new Ending(
                            progress, asked, new Estate.Left(parts, lost, lease.restIsProven()), revoker)
                    .run(reason.words(), revoker.limits().revoke());
            asked.tried();
            return result;
        });
    }

    private void beginEnd() {
        if (progress.state() == LeaseState.STUCK) {
            progress.note(LeaseEvent.RETRY, reason.words());
        } else if (progress.state() != LeaseState.REVOKING) {
            progress.note(LeaseEvent.END, reason.words());
        }
    }

    private void tellSeenAlive() {
        Instant seen = lease.seenAliveAt();
        if (seen != null) {
            progress.tolerate(() -> listener.seenAlive(lease.intent(), seen));
        }
    }

    private Ending.Result stuck(String why) {
        Instant until = lease.latestEnd();
        Problem problem = new Problem(
                "lease " + lease.intent().lease() + " is not revoked: " + why,
                lease.intent().issuer().name(),
                "alive until " + until.truncatedTo(ChronoUnit.SECONDS) + "; revoke it there by hand: request "
                        + lease.intent().requestId());
        beginEnd();
        progress.note(LeaseEvent.GAVE_UP, problem);
        return new Ending.Result(LeaseState.STUCK, null, null, until, problem);
    }

    private LeaseReport report(Instant asked, Ending.Result result) {
        Intent intent = lease.intent();
        Instant issuedAt = lease.issuedAt();
        Instant end = result.revokedAt() == null ? revoker.time().now() : result.revokedAt();
        return new LeaseReport(
                intent.lease(),
                intent.requestId(),
                intent.request().profile(),
                intent.request().task().host(),
                intent.request().task().unit(),
                intent.request().task().purpose(),
                intent.request().scope(),
                intent.request().life(),
                lease.renewals(),
                reason,
                result.outcome(),
                issuedAt,
                Duration.between(issuedAt, end),
                result.revokedAt() == null ? null : Duration.between(asked, result.revokedAt()),
                lease.seenAliveAt(),
                result.provenAt(),
                result.aliveUntil(),
                "",
                CrashOutlook.SWEEP_MAY_REVOKE,
                result.problem() != null
                        ? result.problem()
                        : progress.unrecorded().orElse(null),
                null,
                Map.of());
    }
}
