package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.LeaseId;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Where there is no guardian. */
enum NoGuardian implements Guardian {
    INSTANCE;

    @Override
    public boolean isPresent() {
        return false;
    }

    @Override
    public CompletableFuture<Void> hold(GuardedLease lease) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void seenAlive(LeaseId lease, int value, Instant at) {}

    @Override
    public void release(LeaseId lease) {}

    @Override
    public void whenEnded(Consumer<Ended> listener) {}

    @Override
    public void close() {}
}
