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

    /** The number of a lease's first value; each that is asked for later gets a higher one. */
    int FIRST = 1;

    /**
     * Somebody is about to be asked for another value, or to let one live longer. Leads to {@link LeaseState#RENEWING}.
     *
     * @param lease whose record it is
     * @param value the number of the value: a new one, or that of the value which is to live longer
     * @param requestId what the issuer is told as the request's name
     * @param at when, by our clock
     */
    record Renewal(LeaseId lease, int value, String requestId, Instant at) implements JournalRecord {}

    /**
     * A value was issued, or lives longer than it did.
     *
     * @param lease whose record it is
     * @param value its number
     * @param handle what is needed to end it; its secret parts are stored sealed
     * @param issuedAt by our clock, before the issuer was asked
     * @param expiresAt when it dies by itself
     */
    record Held(LeaseId lease, int value, Handle handle, Instant issuedAt, Instant expiresAt)
            implements JournalRecord {}

    /**
     * The authority said that a value is alive, so that its saying "dead" later counts.
     *
     * @param lease whose record it is
     * @param value its number
     * @param at when, by our clock
     */
    record SeenAlive(LeaseId lease, int value, Instant at) implements JournalRecord {}

    /**
     * One value is over, while the lease goes on with another.
     *
     * @param lease whose record it is
     * @param value its number
     * @param fate REVOKED, PROVEN or EXPIRED
     * @param at when, by our clock
     */
    record Retired(LeaseId lease, int value, LeaseState fate, Instant at) implements JournalRecord {
        public Retired {
            if (fate != LeaseState.REVOKED && fate != LeaseState.PROVEN && fate != LeaseState.EXPIRED) {
                throw new IllegalArgumentException("a value that is " + fate + " is not over");
            }
        }
    }

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
