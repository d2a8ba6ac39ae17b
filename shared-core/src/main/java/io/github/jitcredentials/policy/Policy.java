package io.github.jitcredentials.policy;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;

/** Decides whether a task may have what it asks for. Implementations are thread safe, never log, and deny when in doubt. */
public interface Policy {
    /** A refusal is an answer, with all its reasons, not an exception. */
    Decision decide(Identity identity, CredentialRequest request);
}
