package io.github.jitcredentials.lease;

/** Where a lease is in its life. What leads from one to another is in {@link LeaseTable} and nowhere else. */
public enum LeaseState {
    /** A task asks. */
    REQUESTED(false),
    /** Policy said no; the issuer was not asked. */
    DENIED(true),
    /** The intent is on disk; the issuer is being asked. */
    ISSUING(false),
    /** The issuer said no, or was never reached. Nothing lives. */
    FAILED(true),
    /** The issuer was asked and no answer came: something may live until the latest moment it can. */
    UNCERTAIN(false),
    /** The handle is on disk and with the guardian; the task may have the secret. */
    ACTIVE(false),
    /** Another value is being asked for, inside the same lease. */
    RENEWING(false),
    /** The authority is being asked to end it. */
    REVOKING(false),
    /** The authority did not end it, in spite of retries. Somebody must know. */
    STUCK(false),
    /** The authority accepted the revocation. */
    REVOKED(true),
    /** The authority itself says that the credential is dead, and had said before that it was alive. */
    PROVEN(true),
    /** Nothing more can be done: it is dead by its own age, or it cannot be revoked and dies at the time on record. */
    EXPIRED(true),
    /** Nothing ends it, time neither: a stored secret was read, and goes on until somebody rotates it. */
    UNENDED(true);

    private final boolean over;

    LeaseState(boolean over) {
        this.over = over;
    }

    /** Whether nobody has to do anything about this lease any more. */
    public boolean isOver() {
        return over;
    }
}
