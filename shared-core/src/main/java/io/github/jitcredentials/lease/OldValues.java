package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.Problem;
import java.time.Instant;
import java.util.Optional;

/** Ends single values while their lease goes on: those that were renewed, and those that nobody was handed. Thread safe. */
final class OldValues {
    private final Safekeeping safekeeping;
    private final Revoker revoker;

    OldValues(Safekeeping safekeeping, Revoker revoker) {
        this.safekeeping = safekeeping;
        this.revoker = revoker;
    }

    /**
     * Revokes one, and proves it. What can't be revoked stays with its lease, whose end tries again.
     *
     * @return why it may be alive; empty if it is over
     */
    Optional<Problem> end(HeldLease lease, Value value) {
        CredentialIssuer issuer = lease.issuer();
        IssuerFacts facts = issuer.facts();
        Handle handle = value.issued().handle();
        Optional<Problem> refusal = Optional.empty();
        LeaseState fate = LeaseState.REVOKED;
        if (!facts.revocability().isRevocable()) {
            refusal = Optional.of(Problem.of("it can't be revoked"));
        } else {
            Optional<Instant> alive =
                    facts.provable() ? value.lifeSign().settled(revoker.limits().firstProbe()) : Optional.empty();
            refusal = revoker.revoke(issuer, handle, revoker.limits().revoke());
            if (refusal.isEmpty() && alive.isPresent() && revoker.lastWord(issuer, handle) == Liveness.DEAD) {
                fate = LeaseState.PROVEN;
            }
        }
        if (refusal.isPresent()) {
            if (!Ending.isExpired(value.until(), revoker.time().now())) {
                return refusal;
            }
            fate = LeaseState.EXPIRED;
        }
        lease.values().remove(value, fate);
        lease.progress().retire(value.number(), fate);
        if (!lease.isEnding()) {
            // A guardian that does not hear it revokes what is dead.
            safekeeping.tell(lease);
        }
        return Optional.empty();
    }
}
