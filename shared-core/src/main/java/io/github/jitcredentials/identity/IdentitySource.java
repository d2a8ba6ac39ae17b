package io.github.jitcredentials.identity;

import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.Optional;

/**
 * A place where this task's identity token may come from. Thread safe; never logs; reads its environment through what its
 * constructor was given, never through {@code System.getenv}.
 */
public interface IdentitySource {
    /** The configured name, which policy rules name in {@code from}. */
    String name();

    /**
     * Why this source can't vouch for anybody here, without reading a token; empty if it is present. Once a source is
     * present its failure is final: the next one is not tried.
     */
    Optional<Problem> absent();

    /**
     * Reads or fetches a token for one audience, and verifies signature, issuer, audience, and times against what is pinned.
     *
     * @throws JitException.NoIdentity with the reason, if that fails
     */
    IdentityToken token(String audience);

    Renewability renewability();
}
