package io.github.jitcredentials.model;

/** The door through which an issuer gets an identity token for each call it makes. Implementations are thread safe. */
public interface IdentityTokens {
    /**
     * A token whose audience is the given issuer; fetched or read anew at each call, because authorities may take a token only once.
     *
     * @param audience the one party the token is meant for (RFC 7519 section 4.1.3)
     * @throws JitException.NoIdentity if none can be had or it does not verify
     */
    IdentityToken fresh(String audience);

    /** Whether {@link #fresh} can still answer when the process that holds the lease is gone, asked by another process. */
    Renewability renewability();

    /** How far the supply of identity tokens reaches. */
    enum Renewability {
        /** Each call gives a token not given before, in any process of this machine. */
        FRESH,
        /** The same, but only in processes that were given what it takes: this one, and its guardian while it lives. */
        CARRIED,
        /** Each call reads the same place again; whether somebody renewed the token there is not ours to know. */
        REREAD,
        /** There is one token, and it will expire. */
        FIXED
    }
}
