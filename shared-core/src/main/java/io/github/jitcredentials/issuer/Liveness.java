package io.github.jitcredentials.issuer;

/** What an authority says about a credential. */
public enum Liveness {
    ALIVE,
    DEAD,
    /** The prober may not ask, or the answer does not tell. */
    UNKNOWN
}
