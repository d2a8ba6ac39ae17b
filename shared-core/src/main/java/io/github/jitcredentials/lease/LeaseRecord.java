package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalCodec.SealedHold;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a journal says about one lease, all its records taken together.
 *
 * @param intent what was asked
 * @param hold what is needed to end it; null if nothing came back, or was not recorded
 * @param seenAliveAt when the authority said that it is alive; null if it never did
 * @param state where it is now
 */
record LeaseRecord(
        Intent intent, @Nullable SealedHold hold, @Nullable Instant seenAliveAt, LeaseState state) {
    Optional<SealedHold> held() {
        return Optional.ofNullable(hold);
    }

    /** When it shall end: a time to live after it was issued, or asked for. */
    Instant deadline() {
        Instant from = hold == null ? intent.at() : hold.issuedAt();
        return from.plus(intent.request().ttl());
    }

    /** When it is dead for certain. */
    Instant latestEnd() {
        return hold == null ? intent.latestEnd() : hold.expiresAt();
    }

    LeaseRecord with(SealedHold handle) {
        return new LeaseRecord(intent, handle, seenAliveAt, state);
    }

    LeaseRecord seenAlive(Instant at) {
        return new LeaseRecord(intent, hold, at, state);
    }

    /** In another state; at its end its handle is of no use to anybody. */
    LeaseRecord in(LeaseState next) {
        return new LeaseRecord(intent, LeaseTable.isEnd(next) ? null : hold, seenAliveAt, next);
    }
}
