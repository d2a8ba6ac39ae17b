package io.github.jitcredentials.lease;

/** What whoever moves a lease does next. */
public enum LeaseAction {
    /** Ask the issuer, once. */
    ASK_ISSUER,
    /** Give the secret to the task, and ask off the critical path whether the credential is alive. */
    HAND_OVER,
    /** Ask the authority to end it, again until it accepts or the time is up. */
    REVOKE,
    /** Ask the authority whether it is dead. */
    PROVE,
    /** Tell a person, once, what lives until when and how to end it by hand. */
    ALARM,
    /** Tell what became of it; nothing else is left to do. */
    REPORT,
    /** Nothing. */
    NONE
}
