package io.github.jitcredentials.model;

/**
 * A verified identity together with the token that proves it, for one issuer call.
 *
 * @param identity what the token says, verified
 * @param token the signed token itself
 */
public record IdentityToken(Identity identity, Secret token) {}
