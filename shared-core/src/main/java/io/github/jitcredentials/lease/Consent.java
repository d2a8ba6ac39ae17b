package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;

/** Whether a lease may be renewed, asked anew before each renewal: who asks, and what policy says, may have changed. Thread safe. */
@FunctionalInterface
public interface Consent {
    /** What is asked nobody. */
    Consent ALWAYS = () -> {};

    /**
     * Returns if it may.
     *
     * @throws JitException.Denied if it may not: the lease ends now
     * @throws JitException if nobody can say now; asked again later
     */
    void ask();
}
