package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Secret;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is going to be asked, and all that another process needs to undo it.
 *
 * @param id the lease's name
 * @param requestId sent to the issuer, and journalled, so that the issuer's records can be matched with ours
 * @param request what is asked
 * @param issuer from which another process makes the same issuer again
 * @param identity from which another process makes the same identity source again
 * @param renewability how far the supply of identity tokens reaches
 * @param owner who takes care of it
 * @param secrets what the guardian's issuer or identity source needs and can't find by itself, by the name it is
 *     configured under, for example {@code env:CI_TOKEN}; stays in the memory of both processes, is never journalled
 */
public record LeasePlan(
        LeaseId id,
        String requestId,
        CredentialRequest request,
        IssuerSpec issuer,
        IdentitySpec identity,
        Renewability renewability,
        OwnerKind owner,
        Map<String, Secret> secrets) {
    public LeasePlan {
        if (requestId.isBlank()) {
            throw new IllegalArgumentException("a plan names its request");
        }
        if (!request.issuer().equals(issuer.name())) {
            throw new IllegalArgumentException("a plan asks the issuer that its request names");
        }
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }
}
