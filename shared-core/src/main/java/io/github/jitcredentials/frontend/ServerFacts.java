package io.github.jitcredentials.frontend;

import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.http.Reach;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.model.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a server tells about itself: a process that stays, opens leases for many tasks, and keeps secrets and vouches for its
 * tasks by itself.
 *
 * @param host a lower-case word: {@code jenkins}
 * @param version this product's
 * @param journals where its leases are written down
 * @param machine how its own journals are told from another's
 * @param key seals the secret parts of handles
 * @param audit the audit log
 * @param audience who gets each event besides
 * @param properties {@code https.proxyHost} and the like
 * @param revoke how long one revocation may be tried
 * @param secrets finds a secret by its place, {@code credential:ID}; throws IllegalArgumentException with a sentence if there is none
 * @param sources makes an identity source again from what the journal kept of it; throws IllegalArgumentException likewise
 * @param bounds whose issuers are not reached wherever there is a way
 * @param listener is told of every lease, besides the audit log
 */
public record ServerFacts(
        String host,
        String version,
        JournalDirectory journals,
        Machine machine,
        SealKey key,
        Path audit,
        Audience audience,
        Map<String, String> properties,
        Duration revoke,
        Function<String, Secret> secrets,
        Function<IdentitySpec, IdentitySource> sources,
        Bounds bounds,
        LeaseListener listener) {
    public ServerFacts {
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** One whose issuers are all its owner's, and whose events nobody else gets. */
    public ServerFacts(
            String host,
            String version,
            JournalDirectory journals,
            Machine machine,
            SealKey key,
            Path audit,
            Map<String, String> properties,
            Duration revoke,
            Function<String, Secret> secrets,
            Function<IdentitySpec, IdentitySource> sources,
            LeaseListener listener) {
        this(
                host,
                version,
                journals,
                machine,
                key,
                audit,
                Audience.NOBODY,
                properties,
                revoke,
                secrets,
                sources,
                new Bounds(issuer -> false, Reach.everywhere()),
                listener);
    }

    /**
     * Issuers that somebody configured who is not the server's owner. Alarms show no command for them.
     *
     * @param bounded whether an issuer is such a one, also when only the journal still knows of it
     * @param reach to which addresses connections to those are made
     */
    public record Bounds(Predicate<IssuerSpec> bounded, Reach reach) {}

    /**
     * Who gets the events of the audit log, each after that has it.
     *
     * @param events a second file, absolute, with the same as CloudEvents; empty for none. Asked for each event: it may change
     *     meanwhile. While it can't be written nothing is issued, but what is alive is ended
     * @param listener told each event that the log has, on whatever thread; returns soon, throws nothing
     */
    public record Audience(Supplier<Optional<Path>> events, Consumer<AuditEvent> listener) {
        /** Where the log is all there is. */
        public static final Audience NOBODY = new Audience(Optional::empty, event -> {});
    }
}
