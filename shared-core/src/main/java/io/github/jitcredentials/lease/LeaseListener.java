package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.model.Problem;
import java.time.Instant;

/**
 * Is told what happens to leases, on whatever thread it happens, and must be thread safe. What it throws from {@link #intended} and
 * {@link #issued}, or when a lease becomes ACTIVE, stops the lease from being handed out; what it throws later is put into the
 * report and stops nothing.
 */
public interface LeaseListener {
    /** A listener that does nothing. */
    LeaseListener NONE = new LeaseListener() {};

    /** The intent is on disk, the issuer has not been asked. */
    default void intended(JournalRecord.Intent intent, CrashOutlook outlook) {}

    /** The issuer granted; the task does not have the secret yet. */
    default void issued(JournalRecord.Intent intent, Issued issued) {}

    /** The intent to renew is on disk, the issuer has not been asked. What this throws stops the renewal. */
    default void renewing(JournalRecord.Intent intent, JournalRecord.Renewal renewal) {}

    /** The issuer granted another value; the task does not have it yet. What this throws stops it from being handed out. */
    default void renewed(JournalRecord.Intent intent, JournalRecord.Renewal renewal, Issued issued) {}

    /** One value is over, while the lease goes on. */
    default void retired(JournalRecord.Intent intent, JournalRecord.Retired retired) {}

    /** No other value came in time, and none will: the lease ends when the one it has does. */
    default void notRenewed(JournalRecord.Intent intent, Problem problem) {}

    /** The authority said, for the first time, that it is alive: its saying "dead" counts from now on. */
    default void seenAlive(JournalRecord.Intent intent, Instant at) {}

    /** The lease moved, and this is on disk as far as the disk works. */
    default void moved(JournalRecord.Intent intent, JournalRecord.Transition transition) {}

    /** Somebody must look: something may be alive, and nobody can end it now. Once for each time this comes about. */
    default void alarm(JournalRecord.Intent intent, Problem problem) {}

    /** The keeper, the guardian or a sweep has done what it could. */
    default void ended(LeaseReport report) {}
}
