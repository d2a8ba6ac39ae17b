package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A lease that a task may use. Ended by {@link LeaseKeeper#end}. Thread safe; prints no secret. */
public final class HeldLease {
    private final Issued issued;
    private final Instant deadline;
    private final CrashOutlook outlook;
    private final CredentialIssuer issuer;
    private final Progress progress;
    private final LifeSign lifeSign;
    private final Steps steps;
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableFuture<LeaseReport> over = new CompletableFuture<>();
    private volatile Guardian.@Nullable Ended byGuardian;

    HeldLease(
            Issued issued,
            CredentialIssuer issuer,
            CrashOutlook outlook,
            Progress progress,
            LifeSign lifeSign,
            Steps steps) {
        this.issued = issued;
        this.issuer = issuer;
        this.outlook = outlook;
        this.progress = progress;
        this.lifeSign = lifeSign;
        this.steps = steps;
        this.deadline = deadline(progress.intent(), issued);
    }

    /** The time to live counts from when it was issued, and never goes beyond what the issuer gave. */
    static Instant deadline(Intent intent, Issued issued) {
        Instant asked = issued.issuedAt().plus(intent.request().ttl());
        return asked.isBefore(issued.expiresAt()) ? asked : issued.expiresAt();
    }

    public LeaseId id() {
        return progress.intent().lease();
    }

    /** What was asked, by whom, under which names. */
    public Intent intent() {
        return progress.intent();
    }

    /** What the task is handed. */
    public Credential credential() {
        return issued.credential();
    }

    /** What was granted. */
    public Scope scope() {
        return issued.scope();
    }

    public Instant issuedAt() {
        return issued.issuedAt();
    }

    /** When the authority ends it by itself. */
    public Instant expiresAt() {
        return issued.expiresAt();
    }

    /** When we end it at the latest. */
    public Instant deadline() {
        return deadline;
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

    @Override
    public String toString() {
        return "HeldLease[" + id() + " " + state() + "]";
    }

    Issued issued() {
        return issued;
    }

    CredentialIssuer issuer() {
        return issuer;
    }

    Progress progress() {
        return progress;
    }

    LifeSign lifeSign() {
        return lifeSign;
    }

    Steps steps() {
        return steps;
    }

    CompletableFuture<LeaseReport> over() {
        return over;
    }

    /** Whether the caller is the one who ends it. */
    boolean beginEnd() {
        return ending.compareAndSet(false, true);
    }

    boolean isEnding() {
        return ending.get();
    }

    void endedBy(Guardian.Ended guardian) {
        byGuardian = guardian;
    }

    Optional<Guardian.Ended> endedByGuardian() {
        return Optional.ofNullable(byGuardian);
    }
}
