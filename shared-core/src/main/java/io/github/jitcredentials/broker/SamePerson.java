package io.github.jitcredentials.broker;

import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.policy.Decision;
import io.github.jitcredentials.policy.Policy;
import java.util.List;

/**
 * Tokens for the issuer's calls, each read anew, and each held against the policy again: between the decision and the call
 * somebody may have put another identity into the place.
 */
final class SamePerson implements IdentityTokens {
    private final IdentitySource source;
    private final Policy policy;
    private final CredentialRequest request;
    private final String subject;

    SamePerson(IdentitySource source, Policy policy, CredentialRequest request, String subject) {
        this.source = source;
        this.policy = policy;
        this.request = request;
        this.subject = subject;
    }

    /**
     * Reads a token anew and asks the policy again.
     *
     * @throws JitException.Denied if it is not the same person, or policy says no now
     * @throws JitException.NoIdentity if there is no token
     */
    void consent(String audience) {
        Identity identity = source.token(audience).identity();
        if (!identity.subject().equals(subject)) {
            throw new JitException.Denied(identity, request, List.of(changed(identity)));
        }
        Decision decision = policy.decide(identity, request);
        if (!(decision instanceof Decision.Permit)) {
            throw new JitException.Denied(identity, request, decision.reasons());
        }
    }

    @Override
    public IdentityToken fresh(String audience) {
        IdentityToken token = source.token(audience);
        boolean same = token.identity().subject().equals(subject);
        if (!same || !(policy.decide(token.identity(), request) instanceof Decision.Permit)) {
            throw new JitException.NoIdentity(changed(token.identity()), null);
        }
        return token;
    }

    private Problem changed(Identity identity) {
        return new Problem(
                "the identity changed after the decision: it is now " + identity,
                source.name(),
                "start the build again with one identity");
    }

    @Override
    public Renewability renewability() {
        return source.renewability();
    }
}
