package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.lease.GuardedLease;
import io.github.jitcredentials.lease.Guardian;
import io.github.jitcredentials.lease.GuardianLaunch;
import io.github.jitcredentials.model.LeaseId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A guardian that is not started before somebody is permitted something: a build that is denied, or plans nothing, never pays
 * for a second process. Thread safe.
 */
final class StandBy implements Guardian {
    private final HostFacts host;
    private final AuditFiles audit;
    private final SessionId session;
    private final Path room;
    private Consumer<Ended> listener = ended -> {};
    private @Nullable Guardian started;
    private boolean closed;

    /** @param room what it deletes when this process is gone; need not be there yet */
    StandBy(HostFacts host, AuditFiles audit, SessionId session, Path room) {
        this.host = host;
        this.audit = audit;
        this.session = session;
        this.room = room;
    }

    /** Starts it, so that it is ready when the first lease comes; returns at once. */
    void begin() {
        guardian();
    }

    private synchronized Guardian guardian() {
        Guardian known = started;
        if (known == null) {
            known = closed
                    ? Guardian.none()
                    : Guardian.start(new GuardianLaunch(
                            host.javaHome(),
                            host.classPath(),
                            GuardianParts.class.getName(),
                            GuardianParts.environment(host, audit, session, room)));
            known.whenEnded(listener);
            started = known;
        }
        return known;
    }

    @Override
    public boolean isPresent() {
        return true;
    }

    @Override
    public CompletableFuture<Void> hold(GuardedLease lease) {
        return guardian().hold(lease);
    }

    @Override
    public void seenAlive(LeaseId lease, int value, Instant at) {
        guardian().seenAlive(lease, value, at);
    }

    @Override
    public void release(LeaseId lease) {
        guardian().release(lease);
    }

    @Override
    public synchronized void whenEnded(Consumer<Ended> told) {
        listener = told;
        if (started != null) {
            started.whenEnded(told);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (started != null) {
            started.close();
        }
    }
}
