package io.github.jitcredentials.broker;

import io.github.jitcredentials.audit.About;
import io.github.jitcredentials.audit.AuditEvent;
import io.github.jitcredentials.audit.AuditLog;
import io.github.jitcredentials.audit.Fingerprint;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.lease.CrashOutlook;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.LeaseEvent;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the life of each lease into the audit log. What it throws before a lease is active stops the lease: what can't be
 * written down is not handed out. Thread safe.
 */
public final class AuditedLeases implements LeaseListener {
    private final AuditLog log;
    private final SessionId session;
    private final Clock clock;
    private final Map<LeaseId, Story> stories = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();
    private final Set<LeaseId> alive = ConcurrentHashMap.newKeySet();

    public AuditedLeases(AuditLog log, SessionId session, Clock clock) {
        this.log = log;
        this.session = session;
        this.clock = clock;
    }

    /** Says on whose behalf a lease is about to be opened. */
    void askedBy(LeaseId lease, Identity identity) {
        story(lease).identity = identity;
    }

    /** How many leases were issued. */
    public int issued() {
        return issued.get();
    }

    /** How many of them may still be alive, as far as this process knows. */
    public int alive() {
        return alive.size();
    }

    @Override
    public void intended(Intent intent, CrashOutlook outlook) {
        log.append(new AuditEvent.Intended(about(intent, intent.at()), intent.requestId()));
    }

    @Override
    public void issued(Intent intent, Issued grant) {
        issued.incrementAndGet();
        alive.add(intent.lease());
        story(intent.lease()).expiresAt = grant.expiresAt();
        log.append(new AuditEvent.Issued(about(intent, clock.instant()), grant.scope(), fingerprints(grant)));
    }

    @Override
    public void renewing(Intent intent, Renewal renewal) {
        log.append(new AuditEvent.Intended(about(intent, renewal.at()), renewal.requestId()));
    }

    @Override
    public void renewed(Intent intent, Renewal renewal, Issued grant) {
        story(intent.lease()).expiresAt = grant.expiresAt();
        log.append(new AuditEvent.Renewed(
                about(intent, clock.instant()), renewal.requestId(), grant.scope(), fingerprints(grant)));
    }

    @Override
    public void retired(Intent intent, Retired retired) {
        log.append(new AuditEvent.Retired(
                about(intent, retired.at()),
                retired.value(),
                retired.fate().name().toLowerCase(Locale.ROOT)));
    }

    @Override
    public void notRenewed(Intent intent, Problem problem) {
        log.append(new AuditEvent.NotRenewed(about(intent, clock.instant()), problem));
    }

    @Override
    public void moved(Intent intent, Transition transition) {
        About about = about(intent, transition.at());
        if (transition.event() == LeaseEvent.RENEWAL_UNANSWERED) {
            log.append(new AuditEvent.Uncertain(about, Problem.of(detail(transition))));
            return;
        }
        if (transition.event() == LeaseEvent.RENEWED || transition.event() == LeaseEvent.RENEWAL_FAILED) {
            // The one has been told, the other is told when it is given up.
            return;
        }
        switch (transition.state()) {
            case ACTIVE -> log.append(new AuditEvent.Active(about));
            case FAILED -> log.append(new AuditEvent.Refused(about, Problem.of(detail(transition))));
            case UNCERTAIN ->
                log.append(
                        new AuditEvent.Uncertain(about.expiring(intent.latestEnd()), Problem.of(detail(transition))));
            case REVOKING -> {
                story(intent.lease()).revoking = transition.at();
                log.append(new AuditEvent.Revoking(about, detail(transition)));
            }
            case STUCK -> log.append(new AuditEvent.Stuck(about, Problem.of(detail(transition))));
            case REVOKED -> {
                alive.remove(intent.lease());
                log.append(new AuditEvent.Revoked(about, sinceRevoking(intent.lease(), transition.at())));
            }
            case EXPIRED -> {
                alive.remove(intent.lease());
                log.append(new AuditEvent.Expired(about));
            }
            case UNENDED -> log.append(new AuditEvent.Unended(about));
            case PROVEN -> log.append(new AuditEvent.Proven(about, seenAlive(intent.lease(), transition.at())));
            default -> {
                // What is on its way is not worth a line.
            }
        }
    }

    @Override
    public void seenAlive(Intent intent, Instant at) {
        story(intent.lease()).seenAlive = at;
    }

    /** Says that a field of a credential was about to be shown, and was masked. */
    void leakSeen(Intent intent, String field, String place) {
        log.append(new AuditEvent.LeakSeen(about(intent, clock.instant()), place, field));
    }

    /** What is known of a lease is not needed any more after its report. */
    @Override
    public void ended(LeaseReport report) {
        stories.remove(report.id());
    }

    private Map<String, Fingerprint> fingerprints(Issued grant) {
        Map<String, Fingerprint> fields = new TreeMap<>();
        grant.credential().fields().forEach((name, secret) -> fields.put(name, log.fingerprint(secret)));
        return fields;
    }

    private About about(Intent intent, Instant at) {
        // Of a lease that is over, nothing is begun again.
        Story story = stories.getOrDefault(intent.lease(), new Story());
        About about = About.session(session, at).lease(intent.lease()).asking(intent.request());
        Identity identity = story.identity;
        Instant expiresAt = story.expiresAt;
        if (identity != null) {
            about = about.askedBy(identity);
        }
        return expiresAt == null ? about : about.expiring(expiresAt);
    }

    private Story story(LeaseId lease) {
        return stories.computeIfAbsent(lease, id -> new Story());
    }

    private Duration sinceRevoking(LeaseId lease, Instant at) {
        Instant began = story(lease).revoking;
        return began == null || at.isBefore(began) ? Duration.ZERO : Duration.between(began, at);
    }

    /** A proof without an earlier "alive" does not come about; a lost note of when is no reason to lose the proof. */
    private Instant seenAlive(LeaseId lease, Instant unlessKnown) {
        Instant seen = story(lease).seenAlive;
        return seen == null ? unlessKnown : seen;
    }

    private static String detail(Transition transition) {
        return transition.detail().isBlank() ? transition.event().words() : transition.detail();
    }

    /** What is known of one lease besides what each event brings. */
    private static final class Story {
        volatile @Nullable Identity identity;
        volatile @Nullable Instant expiresAt;
        volatile @Nullable Instant revoking;
        volatile @Nullable Instant seenAlive;
    }
}
