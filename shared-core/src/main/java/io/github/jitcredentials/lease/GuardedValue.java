package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.Handle;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One value of a lease, as a guardian is told of it.
 *
 * @param number which one
 * @param requestId what the issuer knows it by
 * @param handle what is needed to end it; null if it was asked for and nobody knows the answer
 * @param until when it is dead for certain
 * @param seenAliveAt when the authority said that it is alive; null if it has not yet
 */
public record GuardedValue(
        int number,
        String requestId,
        @Nullable Handle handle,
        Instant until,
        @Nullable Instant seenAliveAt) {
    Optional<Handle> known() {
        return Optional.ofNullable(handle);
    }

    GuardedValue seenAlive(Instant at) {
        return new GuardedValue(number, requestId, handle, until, at);
    }
}
