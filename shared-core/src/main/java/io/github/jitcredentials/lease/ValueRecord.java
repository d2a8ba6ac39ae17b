package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalCodec.SealedHold;
import io.github.jitcredentials.model.CredentialRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says about one value of a lease.
 *
 * @param number which one
 * @param requestId what the issuer was told as the request's name
 * @param askedAt when it was asked for
 * @param hold what is needed to end it; null if nothing came back, or was not recorded
 * @param mayLiveUntil if it was asked to live longer and nobody knows what came of that; null otherwise
 * @param seenAliveAt when the authority said that it is alive; null if it never did
 * @param state ISSUING, ACTIVE, UNCERTAIN, FAILED, REVOKED, PROVEN, EXPIRED or UNENDED
 */
record ValueRecord(
        int number,
        String requestId,
        Instant askedAt,
        @Nullable SealedHold hold,
        @Nullable Instant mayLiveUntil,
        @Nullable Instant seenAliveAt,
        LeaseState state) {
    static ValueRecord asked(int number, String requestId, Instant at) {
        return new ValueRecord(number, requestId, at, null, null, null, LeaseState.ISSUING);
    }

    /** The latest end of what was asked for at some moment and has no answer: issuers may give longer than asked. */
    static Instant latestEnd(Instant askedAt) {
        return askedAt.plus(CredentialRequest.LONGEST);
    }

    Optional<SealedHold> held() {
        return Optional.ofNullable(hold);
    }

    /** When it is dead for certain. */
    Instant latestEnd() {
        if (hold == null) {
            return latestEnd(askedAt);
        }
        return mayLiveUntil != null && mayLiveUntil.isAfter(hold.expiresAt()) ? mayLiveUntil : hold.expiresAt();
    }

    ValueRecord extending(Instant at) {
        return new ValueRecord(number, requestId, askedAt, hold, latestEnd(at), seenAliveAt, state);
    }

    ValueRecord with(SealedHold handle) {
        return new ValueRecord(number, requestId, askedAt, handle, null, seenAliveAt, LeaseState.ACTIVE);
    }

    ValueRecord withoutHandle() {
        return new ValueRecord(number, requestId, askedAt, null, mayLiveUntil, seenAliveAt, state);
    }

    ValueRecord seenAlive(Instant at) {
        return new ValueRecord(number, requestId, askedAt, hold, mayLiveUntil, at, state);
    }

    ValueRecord in(LeaseState next) {
        return new ValueRecord(number, requestId, askedAt, hold, mayLiveUntil, seenAliveAt, next);
    }
}
