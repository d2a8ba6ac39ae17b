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
    private final Map<Key, CredentialIssuer> known = new ConcurrentHashMap<>();
    /** Whoever asks: an authority that answers nobody is the same one for each identity. */
    private final Map<IssuerSpec, Answers> answers = new ConcurrentHashMap<>();

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
        CredentialIssuer issuer = issuer(intent);
        Answers its = answers.computeIfAbsent(intent.issuer(), spec -> new Answers());
        if (its.silent.get() < patience) {
            return Optional.of(new ForLease(issuer, its));
        }
        its.left.incrementAndGet();
        return Optional.empty();
    }

    /** Whether a lease's issuer gives what nothing ends; of one that can't be made, nothing is said. */
    boolean neverEnds(Intent intent) {
        try {
            return issuer(intent).facts().revocability() == Revocability.NEVER;
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    private CredentialIssuer issuer(Intent intent) {
        return known.computeIfAbsent(
                new Key(intent.issuer(), intent.identity()),
                key -> factory.create(key.issuer(), key.identity(), Map.of()));
    }

    /** What was left, a sentence for each issuer. */
    List<Problem> left() {
        return answers.entrySet().stream()
                .map(entry -> {
                    int left = entry.getValue().left.get();
                    return left == 0
                            ? null
                            : new Problem(
                                    left
                                            + " leases of earlier runs were left alone: their authority answered nobody about "
                                            + patience + " others",
                                    entry.getKey().name(),
                                    "the next run tries again; see whether the authority can be reached");
                })
                .filter(Objects::nonNull)
                .toList();
    }

    private static final class Answers {
        private final AtomicInteger silent = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();
    }

    /** The issuer, as one lease's end finds it. */
    static final class ForLease implements CredentialIssuer {
        private final CredentialIssuer issuer;
        private final Answers answers;
        private volatile boolean silent;

        private ForLease(CredentialIssuer issuer, Answers answers) {
            this.issuer = issuer;
            this.answers = answers;
        }

        /** Says that the lease's end was tried for as long as it may be. */
        void tried() {
            if (silent) {
                answers.silent.incrementAndGet();
            } else {
                answers.silent.set(0);
            }
        }

        @Override
        public IssuerFacts facts() {
            return issuer.facts();
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
                issuer.revoke(handle);
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
            return issuer.byHand(handle);
        }

        @Override
        public Liveness probe(Handle handle) {
            return issuer.probe(handle);
        }
    }
}
