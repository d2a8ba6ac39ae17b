package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The issuers of one sweep, each made once however many leases it granted. One that answers nobody is not asked about every lease
 * for as long as one may be tried: after so many in a row its others are left to the next sweep. Thread safe.
 */
final class SweptIssuers {
    private final IssuerFactory factory;
    private final int patience;
    private final Map<Key, Swept> known = new ConcurrentHashMap<>();

    /** @param patience how many leases in a row may end without an answer */
    SweptIssuers(IssuerFactory factory, int patience) {
        this.factory = factory;
        this.patience = patience;
    }

    private record Key(IssuerSpec issuer, IdentitySpec identity) {}

    /**
     * The issuer for one lease.
     *
     * @return empty if it has stopped answering; then the lease is counted as left
     * @throws JitException as the factory throws
     */
    Optional<ForLease> forLease(Intent intent) {
        Swept issuer = swept(intent);
        if (issuer.silent.get() < patience) {
            return Optional.of(new ForLease(issuer));
        }
        issuer.left.incrementAndGet();
        return Optional.empty();
    }

    /** Whether a lease's issuer gives what nothing ends; of one that can't be made, nothing is said. */
    boolean neverEnds(Intent intent) {
        try {
            return swept(intent).issuer.facts().revocability() == Revocability.NEVER;
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    private Swept swept(Intent intent) {
        return known.computeIfAbsent(
                new Key(intent.issuer(), intent.identity()),
                key -> new Swept(factory.create(key.issuer(), key.identity(), Map.of())));
    }

    /** What was left, a sentence for each issuer. */
    List<Problem> left() {
        return known.entrySet().stream()
                .map(entry -> {
                    int left = entry.getValue().left.get();
                    return left == 0
                            ? null
                            : new Problem(
                                    left
                                            + " leases of earlier runs were left alone: their authority answered nobody about "
                                            + patience + " others",
                                    entry.getKey().issuer().name(),
                                    "the next run tries again; see whether the authority can be reached");
                })
                .filter(Objects::nonNull)
                .toList();
    }

    private static final class Swept {
        private final CredentialIssuer issuer;
        private final AtomicInteger silent = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();

        Swept(CredentialIssuer issuer) {
            this.issuer = issuer;
        }
    }

    /** The issuer, as one lease's end finds it. */
    static final class ForLease implements CredentialIssuer {
        private final Swept swept;
        private volatile boolean silent;

        private ForLease(Swept swept) {
            this.swept = swept;
        }

        /** Says that the lease's end was tried for as long as it may be. */
        void tried() {
            if (silent) {
                swept.silent.incrementAndGet();
            } else {
                swept.silent.set(0);
            }
        }

        @Override
        public IssuerFacts facts() {
            return swept.issuer.facts();
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            throw new UnsupportedOperationException("a sweep issues nothing");
        }

        /** No answer is the same for every lease; a refusal may be about this one. */
        @Override
        public void revoke(Handle handle) {
            silent = true;
            try {
                swept.issuer.revoke(handle);
                silent = false;
            } catch (JitException.Unavailable | JitException.Uncertain | JitException.NoIdentity e) {
                throw e;
            } catch (RuntimeException e) {
                silent = false;
                throw e;
            }
        }

        @Override
        public String byHand(Handle handle) {
            return swept.issuer.byHand(handle);
        }

        @Override
        public Liveness probe(Handle handle) {
            return swept.issuer.probe(handle);
        }
    }
}
