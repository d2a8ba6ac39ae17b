package io.github.jitcredentials.broker;

import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.policy.Decision;
import io.github.jitcredentials.policy.Policy;

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

    @Override
    public IdentityToken fresh(String audience) {
        IdentityToken token = source.token(audience);
        boolean same = token.identity().subject().equals(subject);
        if (!same || !(policy.decide(token.identity(), request) instanceof Decision.Permit)) {
            throw new JitException.NoIdentity(
                    new Problem(
                            "the identity changed after the decision: it is now " + token.identity(),
                            source.name(),
                            "start the build again with one identity"),
                    null);
        }
        return token;
    }

    @Override
    public Renewability renewability() {
        return source.renewability();
    }
}
