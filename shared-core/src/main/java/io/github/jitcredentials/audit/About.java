package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.LeaseId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something happened and what it is about. It grows as the story goes: whoever tells it keeps one and adds what has
 * become known.
 *
 * @param at when, by our clock
 * @param session which run
 * @param lease which lease; null before there is one
 * @param request what was asked, with task and purpose; null before anything was
 * @param identity who asked; null before that is known
 * @param expiresAt when the credential ends by itself; null before one was issued; {@link Instant#MAX} if never
 */
public record About(
        Instant at,
        SessionId session,
        @Nullable LeaseId lease,
        @Nullable CredentialRequest request,
        @Nullable Identity identity,
        @Nullable Instant expiresAt) {

    public static About session(SessionId session, Instant at) {
        return new About(at, session, null, null, null, null);
    }

    /** The same at another time. */
    public About at(Instant time) {
        return new About(time, session, lease, request, identity, expiresAt);
    }

    public About askedBy(Identity who) {
        return new About(at, session, lease, request, who, expiresAt);
    }

    public About asking(CredentialRequest what) {
        return new About(at, session, lease, what, identity, expiresAt);
    }

    public About lease(LeaseId id) {
        return new About(at, session, id, request, identity, expiresAt);
    }

    public About expiring(Instant when) {
        return new About(at, session, lease, request, identity, when);
    }
}
