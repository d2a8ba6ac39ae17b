package io.github.jitcredentials.model;

/** What can be done about a credential before it expires. Said by each issuer, and said honestly in every report. */
public enum Revocability {
    /** The credential itself can be revoked, with effect at the authority within seconds. */
    IMMEDIATE,
    /** It dies with something it hangs from (a parent token, a bound object), which can be revoked or deleted. */
    BY_PARENT,
    /** Nothing ends it but its expiry. */
    EXPIRY_ONLY,
    /** Nothing ends it, time neither: a stored secret, which outlives whoever reads it until somebody rotates it. */
    NEVER;

    /** Whether anything can be done about it before it expires. */
    public boolean isRevocable() {
        return this == IMMEDIATE || this == BY_PARENT;
    }
}
