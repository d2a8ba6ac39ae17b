package io.github.jitcredentials.policy;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import java.util.List;

/** Decides whether a task may have what it asks for. Implementations are thread safe, never log, and deny when in doubt. */
public interface Policy {
    /** A refusal is an answer, with all its reasons, not an exception. */
    Decision decide(Identity identity, CredentialRequest request);

    /**
     * Permits what each of several policies permits, and denies for the reasons of all that don't.
     *
     * @param policies at least one; those that bind the others first
     */
    static Policy allOf(List<? extends Policy> policies) {
        return policies.size() == 1 ? policies.get(0) : new AllOf(List.copyOf(policies));
    }
}
