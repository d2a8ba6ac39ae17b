package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import java.time.Duration;
import java.time.Instant;

/**
 * An authority that grants, revokes and tells about credentials.
 *
 * <p>Implementations are thread safe, keep no state about a lease, start no threads, never log, and never put a secret into
 * an exception. They are bound to one authority and one door to identity tokens by their constructor. Each call asks for
 * at most one credential and sends no request again that may have been carried out: retrying is the lease's business, which
 * has written down that it does. What a call needs on its way to the credential, such as a login, it ends itself if the
 * credential does not come about, and says so if it can't.
 *
 * <p>Those who add one: run {@code IssuerContract} against it.
 */
public interface CredentialIssuer {
    /** What this issuer can and can't do, before it is asked for anything. Constant; needs no network. */
    IssuerFacts facts();

    /**
     * What this very credential opened that may outlive its revocation, one clause; empty if nothing. Needs no network.
     */
    default String outlives(Issued issued) {
        return facts().outlives();
    }

    /**
     * Loads and finds out what later calls will need, so that they take milliseconds and still work when our own files are
     * gone. Sends no secret and changes nothing; best effort, never throws.
     */
    default void prepare() {}

    /**
     * Asks for a credential. Not idempotent.
     *
     * @param request what is asked; the scope's parts are in this issuer's words
     * @param requestId a token without meaning, sent along where the authority can record it
     * @return what was granted: a scope that the asked one contains, and when it expires by the authority's own clock
     * @throws JitException.Refused if the authority said no
     * @throws JitException.Unavailable if it was never reached or did nothing
     * @throws JitException.Uncertain if the request was sent and no usable answer came
     * @throws JitException.NoIdentity if it wants an identity token that can't be had
     */
    Issued issue(CredentialRequest request, String requestId);

    /**
     * Makes a credential live longer, with the same secret. Asking twice does no more than asking once a little later.
     *
     * @param ttl how long it shall live from now on
     * @param requestId a token without meaning, sent along where the authority can record it
     * @return when it expires now, at the latest, by the authority's own clock
     * @throws JitException.Refused if the authority said no; it expires when it would have
     * @throws JitException.Unavailable if it was never reached or did nothing
     * @throws JitException.Uncertain if the request was sent and no usable answer came: it may live longer now
     * @throws JitException.NoIdentity if it wants an identity token that can't be had
     * @throws UnsupportedOperationException unless {@link IssuerFacts#extendable}
     */
    default Instant renew(Handle handle, Duration ttl, String requestId) {
        throw new UnsupportedOperationException(facts().name() + " can't extend a credential");
    }

    /**
     * Ends a credential. Idempotent: revoking one that is dead, or was never alive, succeeds. Returning normally means that
     * the authority accepted the request, which proves nothing: see {@link #probe}.
     *
     * @throws JitException.Unavailable if the authority can't now; ask again later
     * @throws JitException.Uncertain if no usable answer came; ask again
     * @throws JitException.Refused if it won't; asking again will not help
     * @throws JitException.NoIdentity if it wants an identity token that can't be had
     * @throws UnsupportedOperationException if {@link IssuerFacts#revocability} is EXPIRY_ONLY or NEVER
     */
    void revoke(Handle handle);

    /**
     * A command for an administrator of the authority, to end by hand what can't be revoked: for a shell, with no secret in it. Empty
     * where the authority wants the secret itself, which is not to be shown. Needs no network.
     */
    default String byHand(Handle handle) {
        return "";
    }

    /**
     * Asks the authority whether the credential is alive. An answer of DEAD counts as proof only if the same prober got
     * ALIVE for the same handle before.
     *
     * @throws JitException.Unavailable if nobody answered; ask again
     * @throws JitException.NoIdentity if it wants an identity token that can't be had
     */
    Liveness probe(Handle handle);
}
