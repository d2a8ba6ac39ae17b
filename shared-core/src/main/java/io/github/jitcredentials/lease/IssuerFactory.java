package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.util.Map;

/** Makes an issuer again in another process than the one that configured it: the guardian, or a later sweep. Thread safe. */
@FunctionalInterface
public interface IssuerFactory {
    /**
     * @param secrets those that the lease's own process handed over, by the name they are configured under, for example
     *     {@code env:CI_TOKEN}; empty in a sweep
     * @throws JitException if it can't be made here
     */
    CredentialIssuer create(IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets);

    /**
     * Loads whatever revoking and probing will need, so that the jars may go and the first revocation takes milliseconds. Asks no
     * authority for anything.
     */
    default void warmUp() {}

    /** The guarded process is gone: deletes what it would have deleted. Called on a thread of its own, beside the revoking. */
    default void tidyUp() {}

    /** Who is told what a guardian does with the leases it ends. */
    default LeaseListener listener() {
        return LeaseListener.NONE;
    }
}
