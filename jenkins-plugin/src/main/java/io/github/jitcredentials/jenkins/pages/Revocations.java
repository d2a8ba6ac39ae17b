package io.github.jitcredentials.jenkins.pages;

import io.github.jitcredentials.frontend.ServerAssembly;
import io.github.jitcredentials.jenkins.AtOnce;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.JitException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Ends leases that somebody wants ended, whatever their steps do. Beside whoever asks for it, because an issuer may take its time;
 * the page shows how it goes.
 */
public final class Revocations {
    private static final Logger LOGGER = Logger.getLogger(Revocations.class.getName());

    private Revocations() {}

    /** Begins to end them. Whoever asks has been found to be permitted to. */
    public static void begin(Collection<LeaseRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        String who = Jenkins.getAuthentication2().getName();
        Set<String> ids = new HashSet<>();
        for (LeaseRow row : rows) {
            ids.add(row.id());
            TimeLines.get().asked(row, who);
            LOGGER.log(Level.INFO, "{0} revokes lease {1} of {2}", new Object[] {who, row.id(), row.unit()});
        }
        try {
            JitCredentials.get().threads().execute(() -> endQuietly(ids));
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.WARNING, "the controller is being shut down, nothing is revoked now", e);
        }
    }

    /**
     * Ends those of them that are alive here. Blocks until their issuers answered, or their time is up. Whoever asks has been found
     * to be permitted to.
     *
     * @throws JitException if journal or audit log can't be kept
     */
    public static List<LeaseReport> end(Set<String> ids) {
        Optional<ServerAssembly> server = JitCredentials.get().serverIfUsed();
        if (server.isEmpty()) {
            return List.of();
        }
        Queue<LeaseReport> reports = new ConcurrentLinkedQueue<>();
        // One that is held and stuck has had its end here: it is tried again with those that earlier starts left.
        List<HeldLease> held = server.get().held().stream()
                .filter(lease ->
                        ids.contains(lease.id().value()) && !lease.whenOver().isDone())
                .toList();
        CompletableFuture<Void> ending =
                AtOnce.each(held, lease -> reports.add(server.get().end(lease, EndReason.WITHDRAWN)));
        Set<String> others = new HashSet<>(ids);
        held.forEach(lease -> others.remove(lease.id().value()));
        if (others.stream().anyMatch(id -> LiveLeases.get().find(id).isPresent())) {
            server.get().withdraw(id -> others.contains(id.value())).leases().stream()
                    .filter(report -> others.contains(report.id().value()))
                    .forEach(reports::add);
        }
        ending.join();
        return List.copyOf(reports);
    }

    private static void endQuietly(Set<String> ids) {
        try {
            end(ids);
        } catch (JitException | CompletionException | RejectedExecutionException e) {
            LOGGER.log(Level.WARNING, "revoking leases failed", e);
        }
    }
}
