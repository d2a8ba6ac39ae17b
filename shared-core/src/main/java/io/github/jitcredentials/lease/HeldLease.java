package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A lease that a task may use. Ended by {@link LeaseKeeper#end}. Thread safe; prints no secret. */
public final class HeldLease {
    private final Instant issuedAt;
    private final Moment last;
    private final CrashOutlook outlook;
    private final CredentialIssuer issuer;
    private final Progress progress;
    private final Map<String, Secret> secrets;
    private final Steps steps;
    private final Values values;
    private final @Nullable RenewalPlan renewal;
    private final CompletableFuture<LeaseReport> over = new CompletableFuture<>();
    private @Nullable CopyOnWriteArrayList<Consumer<Credential>> onRenewal;
    private Timetable.@Nullable Entry next;
    private boolean ending;
    private volatile Guardian.@Nullable Ended byGuardian;

    /**
     * @param last when it ends at the latest, with all its renewals
     * @param secrets what a guardian's issuer needs, too
     * @param renewal when it is renewed; null if it is not
     */
    HeldLease(
            Value first,
            Moment last,
            CredentialIssuer issuer,
            CrashOutlook outlook,
            Progress progress,
            Map<String, Secret> secrets,
            Steps steps,
            @Nullable RenewalPlan renewal) {
        this.issuedAt = first.issued().issuedAt();
        this.values = new Values(first);
        this.last = last;
        this.issuer = issuer;
        this.outlook = outlook;
        this.progress = progress;
        this.secrets = secrets;
        this.steps = steps;
        this.renewal = renewal;
    }

    public LeaseId id() {
        return progress.intent().lease();
    }

    /** What was asked, by whom, under which names. */
    public Intent intent() {
        return progress.intent();
    }

    /** What the task is handed: the present value, where it is renewed. */
    public Credential credential() {
        return values.current().issued().credential();
    }

    /** What was granted. */
    public Scope scope() {
        return values.current().issued().scope();
    }

    /** When its first value was issued. */
    public Instant issuedAt() {
        return issuedAt;
    }

    /** When the authority ends the present value by itself. */
    public Instant expiresAt() {
        return values.current().until();
    }

    /** When we end it at the latest, with all its renewals. */
    public Instant deadline() {
        return last.wall();
    }

    /** How often another value has taken the place of one. */
    public int renewals() {
        return values.renewals();
    }

    /** What becomes of it after a crash. */
    public CrashOutlook outlook() {
        return outlook;
    }

    public LeaseState state() {
        return progress.state();
    }

    /** Completes with the report when it has ended; never fails. */
    public CompletableFuture<LeaseReport> whenOver() {
        return over.copy();
    }

    /**
     * Who is told of each new value, once it is on record and before {@link #credential} gives it: to mask it, and to hand it on. The
     * old value lives a while longer. Called on a thread of the keeper's; what it throws takes the new value back, and the old one
     * goes on. For a value that came before this, nobody is called: ask {@link #credential} afterwards.
     */
    public synchronized void onRenewal(Consumer<Credential> listener) {
        if (onRenewal == null) {
            onRenewal = new CopyOnWriteArrayList<>();
        }
        onRenewal.add(listener);
    }

    @Override
    public String toString() {
        return "HeldLease[" + id() + " " + state() + "]";
    }

    void tell(Credential renewed) {
        CopyOnWriteArrayList<Consumer<Credential>> listeners;
        synchronized (this) {
            listeners = onRenewal;
        }
        if (listeners != null) {
            listeners.forEach(listener -> listener.accept(renewed));
        }
    }

    Issued issued() {
        return values.current().issued();
    }

    Values values() {
        return values;
    }

    Moment last() {
        return last;
    }

    CredentialIssuer issuer() {
        return issuer;
    }

    Progress progress() {
        return progress;
    }

    Map<String, Secret> secrets() {
        return secrets;
    }

    Steps steps() {
        return steps;
    }

    Optional<RenewalPlan> renewal() {
        return Optional.ofNullable(renewal);
    }

    CompletableFuture<LeaseReport> over() {
        return over;
    }

    /** Puts the next thing to be done into the timetable, in the place of what was there; not once it is ending. */
    synchronized void next(Timetable timetable, Moment due, Runnable action) {
        if (next != null) {
            timetable.cancel(next);
        }
        next = ending ? null : timetable.at(due, action);
    }

    /** Whether the caller is the one who ends it. */
    synchronized boolean beginEnd(Timetable timetable) {
        if (ending) {
            return false;
        }
        ending = true;
        if (next != null) {
            timetable.cancel(next);
            next = null;
        }
        return true;
    }

    synchronized boolean isEnding() {
        return ending;
    }

    void endedBy(Guardian.Ended guardian) {
        byGuardian = guardian;
    }

    Optional<Guardian.Ended> endedByGuardian() {
        return Optional.ofNullable(byGuardian);
    }
}
