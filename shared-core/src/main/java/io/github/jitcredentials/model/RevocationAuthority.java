package io.github.jitcredentials.model;

/** By whose authority a credential is revoked, which decides who can still do it after a crash. */
public enum RevocationAuthority {
    /** Whoever holds the credential may revoke it. */
    SELF,
    /** The revoker must present a new identity token of the same client. */
    FRESH_IDENTITY,
    /** The revoker must present an identity token of the same client; one that was sent before will do while it lives. */
    IDENTITY,
    /** A named account that exists for this. */
    REAPER
}
