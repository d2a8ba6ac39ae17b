package io.github.jitcredentials.broker;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.Secret;
import java.util.Map;

/** What the broker knows of the configured issuers and identities. Implementations are thread safe. */
public interface Authorities {
    /** @throws IllegalArgumentException if there is none of that name */
    IssuerSpec issuer(String name);

    /** @throws IllegalArgumentException if there is none of that name */
    IdentitySpec identity(String name);

    /** Whom identity tokens for this issuer must be meant for. */
    String audience(IssuerSpec issuer);

    /** Makes the issuer, bound to one door to identity tokens. Asks nobody anything yet. */
    CredentialIssuer open(IssuerSpec issuer, IdentityTokens tokens);

    /** What a revoker in another process can't find by itself: secrets of the environment by their place, {@code env:NAME}. */
    Map<String, Secret> carried(IssuerSpec issuer, IdentitySpec identity);
}
