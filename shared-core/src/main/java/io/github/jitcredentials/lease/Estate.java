package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.Handle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** All that one lease may have alive, as far as whoever ends it knows. */
interface Estate {
    /** What can be ended. */
    List<Part> parts();

    /** What can't: it was asked for, and nobody knows the answer. */
    List<Lost> lost();

    /** Whether all that was over before was proven dead. */
    boolean restIsProven();

    /** Waits for an answer that is still to come; {@link #parts} may be more, or {@link #lost}, after that. */
    default void settle(Duration limit) {}

    /**
     * A value with a handle.
     *
     * @param value its number
     * @param requestId what the issuer knows it by
     * @param handle what is needed to end it
     * @param until when it is dead for certain
     * @param seenAlive when the authority said "alive"; asked once, when the end is written down; may take time
     */
    record Part(int value, String requestId, Handle handle, Instant until, Supplier<Optional<Instant>> seenAlive) {}

    /**
     * A value without one.
     *
     * @param value its number
     * @param requestId what the issuer was told as the request's name
     * @param until when it is dead for certain
     */
    record Lost(int value, String requestId, Instant until) {}

    /** What does not change any more. */
    record Left(List<Part> parts, List<Lost> lost, boolean restIsProven) implements Estate {
        public Left {
            parts = List.copyOf(parts);
            lost = List.copyOf(lost);
        }
    }
}
