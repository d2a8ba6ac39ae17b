package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.Secret;
import java.util.Map;

/** Makes issuers and prepares nothing; public, because a guardian makes it by name. */
public final class ColdIssuers implements IssuerFactory {
    @Override
    public CredentialIssuer create(IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets) {
        return new TrialIssuers().create(issuer, identity, secrets);
    }
}
