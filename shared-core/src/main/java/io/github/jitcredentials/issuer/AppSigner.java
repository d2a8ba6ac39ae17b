package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.JitException;

/**
 * Whoever can sign for a GitHub App: its key in our hands, or a service that has it and never gives it away, as a cloud's KMS.
 * Implementations are thread safe and keep no key longer than a call lasts.
 */
@FunctionalInterface
interface AppSigner {
    /**
     * Signs with RSASSA-PKCS1-v1_5 and SHA-256, which is JWT's RS256 (RFC 7518 section 3.3).
     *
     * @param text the bytes to sign, not yet hashed
     * @return the signature itself
     * @throws JitException.Misconfigured if there is no key, or it can't be read
     * @throws JitException.Refused if the service said no
     * @throws JitException.Unavailable if it gave no answer, or can't now
     * @throws JitException.NoIdentity if it wants an identity token that can't be had
     */
    byte[] sign(byte[] text);
}
