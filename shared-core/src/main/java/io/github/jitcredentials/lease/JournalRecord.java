package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.LeaseId;
import java.time.Duration;
import java.time.Instant;

/** What is written down about a lease, in the order in which it happens. */
public sealed interface JournalRecord {
    /** Whose record it is. */
    LeaseId lease();

    /**
     * Somebody is about to be asked. Leads to {@link LeaseState#ISSUING}.
     *
     * @param lease whose record it is
     * @param at when, by our clock
     * @param request what is asked
     * @param requestId what the issuer is told as the request's name
     * @param issuer who is asked
     * @param identity who vouches
     * @param owner who takes care of it
     */
    record Intent(
            LeaseId lease,
            Instant at,
            CredentialRequest request,
            String requestId,
            IssuerSpec issuer,
            IdentitySpec identity,
            OwnerKind owner)
            implements JournalRecord {
        /** When it shall end at the latest, if it was issued at once. */
        public Instant deadline() {
            return at.plus(request.ttl());
        }

        /**
         * When it is dead for certain as long as nobody said when it expires: issuers may give longer than asked, so this is the
         * longest that any credential lives.
         */
        public Instant latestEnd() {
            Duration asked = request.ttl();
            return at.plus(asked.compareTo(CredentialRequest.LONGEST) > 0 ? asked : CredentialRequest.LONGEST);
        }
    }

    /**
     * It was issued.
     *
     * @param lease whose record it is
     * @param handle what is needed to end it; its secret parts are stored sealed
     * @param issuedAt by our clock, before the issuer was asked
     * @param expiresAt when it dies by itself
     */
    record Held(LeaseId lease, Handle handle, Instant issuedAt, Instant expiresAt) implements JournalRecord {}

    /**
     * The authority said that it is alive, so that its saying "dead" later counts.
     *
     * @param lease whose record it is
     * @param at when, by our clock
     */
    record SeenAlive(LeaseId lease, Instant at) implements JournalRecord {}

    /**
     * It moved on.
     *
     * @param lease whose record it is
     * @param event what happened
     * @param state where it is now
     * @param at when, by our clock
     * @param detail for people; never a secret; may be empty
     */
    record Transition(LeaseId lease, LeaseEvent event, LeaseState state, Instant at, String detail)
            implements JournalRecord {}
}
