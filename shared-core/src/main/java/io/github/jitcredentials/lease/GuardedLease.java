package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.Estate.Lost;
import io.github.jitcredentials.lease.Estate.Part;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a guardian is told about a lease, over a pipe and into its memory only.
 *
 * @param intent what was asked, and of whom
 * @param secrets what the issuer or the identity source needs and can't find by itself
 * @param values all that may be alive
 * @param deadline when it shall end at the latest, by the wall clock
 * @param remaining how long that is from now, by the monotonic clock
 * @param restIsProven whether all its values that are over already were proven dead
 * @param journal where to write what became of it, if its owner dies; null if nowhere
 */
public record GuardedLease(
        Intent intent,
        Map<String, Secret> secrets,
        List<GuardedValue> values,
        Instant deadline,
        Duration remaining,
        boolean restIsProven,
        @Nullable Path journal) {
    public GuardedLease {
        values = List.copyOf(values);
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }

    GuardedLease with(List<GuardedValue> others) {
        return new GuardedLease(intent, secrets, others, deadline, remaining, restIsProven, journal);
    }

    /** What is to be ended. */
    Estate estate() {
        List<Part> parts = new ArrayList<>();
        List<Lost> lost = new ArrayList<>();
        for (GuardedValue value : values) {
            value.known()
                    .ifPresentOrElse(
                            handle -> parts.add(new Part(
                                    value.number(),
                                    value.requestId(),
                                    handle,
                                    value.until(),
                                    () -> Optional.ofNullable(value.seenAliveAt()))),
                            () -> lost.add(new Lost(value.number(), value.requestId(), value.until())));
        }
        return new Estate.Left(parts, lost, restIsProven);
    }

    public LeaseId id() {
        return intent.lease();
    }
}
