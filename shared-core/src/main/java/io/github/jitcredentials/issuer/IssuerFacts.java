package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;

/**
 * What an issuer says of itself. Reports, docs and the check before issuing read it; a contract test holds the issuer to it.
 *
 * @param name its configured name
 * @param url the authority, for people
 * @param revocability what can be done before expiry
 * @param authority by whose authority that is done
 * @param provable whether {@link CredentialIssuer#probe} can tell alive from dead
 * @param extendable whether {@link CredentialIssuer#renew} can make a credential live longer; where not, another one is
 *     issued in its place
 * @param outlives what a credential opened that may outlive its revocation, one clause; empty if nothing
 */
public record IssuerFacts(
        String name,
        String url,
        Revocability revocability,
        RevocationAuthority authority,
        boolean provable,
        boolean extendable,
        String outlives) {
    /** An issuer whose credentials are replaced, not extended. */
    public IssuerFacts(
            String name,
            String url,
            Revocability revocability,
            RevocationAuthority authority,
            boolean provable,
            String outlives) {
        this(name, url, revocability, authority, provable, false, outlives);
    }
}
