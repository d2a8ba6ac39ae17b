package io.github.jitcredentials.maven;

import io.github.jitcredentials.model.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One run of a guarded goal, and the leases it caused: one for each server it uploads to, opened when the resolver asks for
 * that server's headers. Asked on the goal's thread only; ended by that thread, or by a shutdown hook at the same time.
 */
final class GuardedExecution {
    private final String unit;
    private final Supplier<Set<Target>> targets;
    private final Destinations destinations;
    private final Function<ServerProfile, Lease> open;

    private final Map<ServerProfile, Lease> leases = new ConcurrentHashMap<>();
    private volatile @Nullable EndReason ended;

    /**
     * @param unit the execution's name for people
     * @param targets every place this execution may upload to, asked late: modules built in parallel may still leave theirs
     *     to this one
     * @param open mints, or throws
     */
    GuardedExecution(
            String unit,
            Supplier<Set<Target>> targets,
            Destinations destinations,
            Function<ServerProfile, Lease> open) {
        this.unit = unit;
        this.targets = targets;
        this.destinations = destinations;
        this.open = open;
    }

    String unit() {
        return unit;
    }

    /** Whether a connection to the server would carry a credential. Mints nothing. */
    boolean guards(String server) {
        return ended == null && profile(server).isPresent();
    }

    /** Whether a connection to any server would. Mints nothing. */
    boolean guardsAny() {
        return ended == null && targets.get().stream().anyMatch(target -> guards(target.server()));
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
        return profile(server).map(profile -> profile.authorization(lease(profile).token()));
    }

    private Lease lease(ServerProfile profile) {
        Lease known = leases.get(profile);
        if (known != null) {
            return known;
        }
        Lease lease = open.apply(profile);
        leases.put(profile, lease);
        EndReason reason = ended;
        if (reason != null) {
            lease.end(reason); // The end came while the issuer was asked, and may have missed this one.
            throw new IllegalStateException("the goal ended before its credential came");
        }
        return lease;
    }

    private Optional<ServerProfile> profile(String server) {
        Set<Target> to =
                targets.get().stream().filter(t -> t.server().equals(server)).collect(Collectors.toSet());
        return to.isEmpty() ? Optional.empty() : destinations.profileFor(server, to);
    }

    /** Ends its leases and tells what became of each. Idempotent; a second end tells the same again. */
    void end(EndReason reason, BiConsumer<ServerProfile, Ended> report) {
        if (ended == null) {
            ended = reason;
        }
        leases.forEach((profile, lease) -> report.accept(profile, lease.end(reason)));
    }
}
