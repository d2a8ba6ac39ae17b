package io.github.jitcredentials.lease;

/** What happens to a lease. */
public enum LeaseEvent {
    POLICY_DENIED("policy said no"),
    INTENT_WRITTEN("the intent is on disk"),
    ISSUER_REFUSED("the issuer said no, or was never reached"),
    NO_ANSWER("the issuer was asked and gave no usable answer"),
    OWNER_LOST("the owner is gone and left no handle"),
    HANDED_OVER("the handle is on disk and the guardian has acknowledged it"),
    RENEWAL_DUE("the task outlives the credential"),
    RENEWED("the new value is recorded and guarded"),
    RENEWAL_FAILED("no new value came"),
    RENEWAL_UNANSWERED("the issuer was asked for another value and gave no usable answer"),
    END("the step ended, the deadline came, or somebody stopped it"),
    REVOCATION_ACCEPTED("the authority accepted the revocation"),
    GAVE_UP("the authority would not revoke in the time given"),
    RETRY("somebody tries again"),
    SEEN_DEAD("the authority says dead, after it said alive"),
    STILL_ALIVE("the authority accepted the revocation and still says alive"),
    PARENT_ENDED("what it hangs from was revoked or deleted"),
    VALUE_UNKNOWN("all is revoked but a value whose answer never came"),
    LATE_ANSWER("the answer came after all"),
    LEFT_TO_EXPIRE("it cannot be revoked"),
    LEFT_AS_IT_IS("it is stored, and nothing ends it"),
    TIME_PASSED("the latest moment it can live is over");

    private final String words;

    LeaseEvent(String words) {
        this.words = words;
    }

    /** One clause for docs and journals. */
    public String words() {
        return words;
    }
}
