package io.github.jitcredentials.authority.grant;

/** How an access token looks. */
public enum TokenKind {
    /** 256 random bits: means something to this authority only. */
    OPAQUE,
    /** A signed JWT after RFC 9068, which others may check without asking, and so past its revocation. */
    JWT
}
