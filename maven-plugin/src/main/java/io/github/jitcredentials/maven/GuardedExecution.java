package io.github.jitcredentials.maven;

import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.model.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a guarded goal, and the leases it caused: one for each server it uploads to, opened when the resolver asks for
 * that server's headers. Asked on the goal's thread only; ended by that thread, or by a shutdown hook at the same time.
 */
final class GuardedExecution {
    private final Supplier<Set<String>> servers;
    private final Function<String, Optional<ServerProfile>> profiles;
    private final Function<ServerProfile, Optional<Lease>> open;

    private final Map<ServerProfile, Lease> leases = new ConcurrentHashMap<>();
    private volatile @Nullable EndReason ended;

    /**
     * @param servers the ids it may upload to, asked late: modules built in parallel may still leave their upload to this one
     * @param profiles the profile that serves a server id, if one may; asked as late
     * @param open mints, or throws; empty if the host's own settings are to serve
     */
    GuardedExecution(
            Supplier<Set<String>> servers,
            Function<String, Optional<ServerProfile>> profiles,
            Function<ServerProfile, Optional<Lease>> open) {
        this.servers = servers;
        this.profiles = profiles;
        this.open = open;
    }

    /** Whether a connection to the server would carry a credential. Mints nothing. */
    boolean guards(String server) {
        return ended == null && profiles.apply(server).isPresent();
    }

    /** Whether a connection to any server would. Mints nothing. */
    boolean guardsAny() {
        return ended == null && servers.get().stream().anyMatch(this::guards);
    }

    /**
     * What to present to the server; minted by the first such question. Empty where nothing is delivered to it.
     *
     * @throws RuntimeException if the server is guarded and there is no credential for it
     */
    Optional<Secret> authorization(String server) {
        if (ended != null) {
            return Optional.empty();
        }
        return profiles.apply(server)
                .flatMap(profile -> lease(profile).map(lease -> profile.authorization(lease.token())));
    }

    /** The profile whose credential a connection to the server carries, if the target is outside what that is for. */
    Optional<ServerProfile> overstepped(Target target) {
        return profiles.apply(target.server()).filter(profile -> !target.isCoveredBy(profile.to()));
    }

    private Optional<Lease> lease(ServerProfile profile) {
        Lease known = leases.get(profile);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Lease> opened = open.apply(profile);
        opened.ifPresent(lease -> {
            leases.put(profile, lease);
            EndReason reason = ended;
            if (reason != null) {
                lease.end(reason); // The end came while the issuer was asked, and may have missed this one.
                throw new IllegalStateException("the goal ended before its credential came");
            }
        });
        return opened;
    }

    /** Ends its leases and tells what became of each. Idempotent; a second end tells the same again. */
    void end(EndReason reason, BiConsumer<ServerProfile, Ended> report) {
        if (ended == null) {
            ended = reason;
        }
        leases.forEach((profile, lease) -> report.accept(profile, lease.end(reason)));
    }
}
