package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What becomes of a lease if its process dies, known and said before anything is issued. */
public enum CrashOutlook {
    /** The guardian can and will revoke it. If the guardian dies too, the next sweep may. */
    GUARDIAN_REVOKES,
    /** Nobody does at once; the next sweep on this machine may. */
    SWEEP_MAY_REVOKE,
    /** Nobody can. */
    ALIVE_UNTIL_EXPIRY,
    /** Nobody can, and time does not: a crash changes nothing about it. */
    NEVER_ENDS;

    /**
     * @param facts what the issuer says of itself
     * @param renewability whether another process can get an identity token
     * @param guarded whether a guardian will hold it
     */
    static CrashOutlook of(IssuerFacts facts, Renewability renewability, boolean guarded) {
        if (facts.revocability() == Revocability.EXPIRY_ONLY) {
            return ALIVE_UNTIL_EXPIRY;
        }
        if (facts.revocability() == Revocability.NEVER) {
            return NEVER_ENDS;
        }
        boolean anyToken = facts.authority() == RevocationAuthority.IDENTITY;
        if (anyToken && renewability == Renewability.FIXED) {
            // The guardian has the one token there is, which may have died by then: promised is what is left without
            // it.
            return SWEEP_MAY_REVOKE;
        }
        boolean anIdentity = anyToken || facts.authority() == RevocationAuthority.FRESH_IDENTITY;
        if (anIdentity && !reaches(renewability, guarded)) {
            return ALIVE_UNTIL_EXPIRY;
        }
        return guarded ? GUARDIAN_REVOKES : SWEEP_MAY_REVOKE;
    }

    /** Whether a process that is left can get an identity token. */
    private static boolean reaches(Renewability renewability, boolean guarded) {
        return switch (renewability) {
            case FRESH, REREAD -> true;
            case CARRIED -> guarded;
            // It was spent on issuing: authorities may take an assertion only once, and it ages.
            case FIXED -> false;
        };
    }

    /** Whether nobody could end it then, before its time or at all. */
    public boolean isBeyondReach() {
        return this == ALIVE_UNTIL_EXPIRY || this == NEVER_ENDS;
    }

    /**
     * One clause for people.
     *
     * @param until when the credential dies by itself
     */
    public String sentence(Instant until) {
        return switch (this) {
            case GUARDIAN_REVOKES -> "after a crash: the guardian revokes it";
            case SWEEP_MAY_REVOKE ->
                "after a crash: the next run may revoke it, else it is alive until "
                        + until.truncatedTo(ChronoUnit.SECONDS);
            case ALIVE_UNTIL_EXPIRY -> "after a crash: alive until " + until.truncatedTo(ChronoUnit.SECONDS);
            case NEVER_ENDS -> "after a crash: as before, it does not end";
        };
    }
}
