package io.github.jitcredentials.broker;

import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import java.util.List;

/**
 * What policy permits: the proof of a decision, good for any number of leases of the process that got it. Made by
 * {@link CredentialBroker#decide} only.
 */
public final class Permitted {
    private final IdentitySource source;
    private final Identity identity;
    private final CredentialRequest request;
    private final String rule;
    private final List<Problem> overlooked;

    Permitted(
            IdentitySource source,
            Identity identity,
            CredentialRequest request,
            String rule,
            List<Problem> overlooked) {
        this.source = source;
        this.identity = identity;
        this.request = request;
        this.rule = rule;
        this.overlooked = List.copyOf(overlooked);
    }

    IdentitySource source() {
        return source;
    }

    /** Who asks. */
    public Identity identity() {
        return identity;
    }

    /** What may be asked for: what was asked, or less. */
    public CredentialRequest request() {
        return request;
    }

    /** The name of the rule that says so. */
    public String rule() {
        return rule;
    }

    /** Why this would have been denied, had the rule not been in observe mode; empty otherwise. */
    public List<Problem> overlooked() {
        return overlooked;
    }
}
