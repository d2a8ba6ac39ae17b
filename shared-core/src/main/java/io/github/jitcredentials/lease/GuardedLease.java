package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a guardian is told about a lease, over a pipe and into its memory only.
 *
 * @param intent what was asked, and of whom
 * @param secrets what the issuer or the identity source needs and can't find by itself
 * @param handle what is needed to end the lease
 * @param deadline when it shall end at the latest, by the wall clock
 * @param remaining how long that is from now, by the monotonic clock
 * @param expiresAt when it dies by itself
 * @param journal where to write what became of it, if its owner dies; null if nowhere
 */
public record GuardedLease(
        Intent intent,
        Map<String, Secret> secrets,
        Handle handle,
        Instant deadline,
        Duration remaining,
        Instant expiresAt,
        @Nullable Path journal) {
    public GuardedLease {
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }

    public LeaseId id() {
        return intent.lease();
    }
}
