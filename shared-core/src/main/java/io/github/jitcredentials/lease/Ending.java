package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The end of one lease, the same for its keeper, the guardian and a sweep: revoke, then prove. Never throws. */
final class Ending {
    /** An authority's clock may be behind ours by this much: until then a credential that expired may be alive there. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private final Progress progress;
    private final CredentialIssuer issuer;
    private final Handle handle;
    private final Instant expiresAt;
    private final Revoker revoker;

    Ending(Progress progress, CredentialIssuer issuer, Handle handle, Instant expiresAt, Revoker revoker) {
        this.progress = progress;
        this.issuer = issuer;
        this.handle = handle;
        this.expiresAt = expiresAt;
        this.revoker = revoker;
    }

    /**
     * What became of it.
     *
     * @param outcome where the lease is now
     * @param revokedAt when the authority accepted; null if it did not
     * @param provenAt when the authority said "dead"; null if that does not count or was not heard
     * @param aliveUntil until when it may be alive; null if it is dead at the authority
     * @param problem what a person should know; null if nothing
     */
    record Result(
            LeaseState outcome,
            @Nullable Instant revokedAt,
            @Nullable Instant provenAt,
            @Nullable Instant aliveUntil,
            @Nullable Problem problem) {}

    static boolean isExpired(Instant expiresAt, Instant now) {
        return now.isAfter(expiresAt.plus(SKEW));
    }

    /**
     * Ends a lease that is ACTIVE, RENEWING, STUCK, REVOKING, or ISSUING with a handle.
     *
     * @param why for the journal
     * @param seenAlive when the authority said "alive"; asked once the end is written down, may take time to answer
     * @param bound for the revocation, all tries together
     */
    Result run(String why, Supplier<Optional<Instant>> seenAlive, Duration bound) {
        if (progress.state() == LeaseState.STUCK) {
            progress.note(LeaseEvent.RETRY, why);
        } else if (progress.state() != LeaseState.REVOKING) {
            progress.note(LeaseEvent.END, why);
        }
        // Asked also about what our clock says has expired: it may have been set ahead, and the authority's was not.
        IssuerFacts facts = issuer.facts();
        if (facts.revocability() == Revocability.EXPIRY_ONLY) {
            progress.note(LeaseEvent.LEFT_TO_EXPIRE, "alive until " + expiresAt);
            return new Result(LeaseState.EXPIRED, null, null, expiresAt, null);
        }
        Optional<Instant> alive = facts.provable() ? seenAlive.get() : Optional.empty();
        Optional<Problem> refusal = revoker.revoke(issuer, handle, bound);
        if (refusal.isPresent()) {
            return gaveUp(facts, refusal.get());
        }
        Instant revokedAt = revoker.time().now();
        progress.note(LeaseEvent.REVOCATION_ACCEPTED, "");
        return alive.isPresent()
                ? prove(facts, revokedAt)
                : new Result(LeaseState.REVOKED, revokedAt, null, null, null);
    }

    private Result gaveUp(IssuerFacts facts, Problem refusal) {
        if (isExpired(expiresAt, revoker.time().now())) {
            progress.note(LeaseEvent.TIME_PASSED, refusal.what());
            return new Result(LeaseState.EXPIRED, null, null, null, refusal);
        }
        Problem alarm = alarm("lease " + progress.intent().lease() + " is not revoked: " + refusal.what(), facts);
        progress.note(LeaseEvent.GAVE_UP, alarm);
        return new Result(LeaseState.STUCK, null, null, expiresAt, alarm);
    }

    private Result prove(IssuerFacts facts, Instant revokedAt) {
        Liveness word = revoker.lastWord(issuer, handle);
        if (word == Liveness.DEAD) {
            Instant provenAt = revoker.time().now();
            progress.note(LeaseEvent.SEEN_DEAD, "");
            return new Result(LeaseState.PROVEN, revokedAt, provenAt, null, null);
        }
        if (word == Liveness.ALIVE) {
            Problem alarm = alarm(
                    "lease " + progress.intent().lease()
                            + " is still alive: the authority accepted the revocation and says so",
                    facts);
            progress.note(LeaseEvent.STILL_ALIVE, alarm);
            return new Result(LeaseState.STUCK, revokedAt, null, expiresAt, alarm);
        }
        return new Result(LeaseState.REVOKED, revokedAt, null, null, null);
    }

    private Problem alarm(String what, IssuerFacts facts) {
        return new Problem(
                what,
                facts.url(),
                "alive until " + expiresAt.truncatedTo(ChronoUnit.SECONDS) + "; revoke it there by hand: request "
                        + progress.intent().requestId() + ", profile "
                        + progress.intent().request().profile());
    }
}
