package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One event of each kind, all of one lease. */
final class AuditSamples {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    static final Identity IDENTITY = new Identity(
            "github-actions",
            "https://token.example.com",
            "repo:acme/app:ref:refs/heads/main",
            Map.of("repository", "acme/app", "ref", "refs/heads/main", "claim.run_id", "42"),
            NOON.plusSeconds(300));
    static final CredentialRequest REQUEST = new CredentialRequest(
            "deploy",
            "sso",
            Scope.of("scope", "repo:write"),
            Duration.ofMinutes(5),
            new Task("maven", "deploy:deploy (default-deploy) @ app", new Purpose("publish 1.4.0")),
            Destination.parse("https://repo.example.com/"));
    static final About SESSION = About.session(new SessionId("00112233445566ff"), NOON);
    static final About ASKED = SESSION.askedBy(IDENTITY).asking(REQUEST);
    static final About LEASE = ASKED.lease(new LeaseId("7f3a9c000001")).expiring(NOON.plusSeconds(300));
    static final Problem PROBLEM = new Problem("it answered 503", "https://sso.example.com", "Ask again later.");

    private AuditSamples() {}

    static List<AuditEvent> all() {
        return List.of(
                new AuditEvent.SessionOpened(SESSION, "1.0.0"),
                new AuditEvent.Identified(SESSION.askedBy(IDENTITY)),
                AuditEvent.Decided.permit(ASKED, "releases from main"),
                AuditEvent.Decided.observe(ASKED, "releases from main", List.of("event is schedule, wanted push")),
                AuditEvent.Decided.deny(ASKED, List.of("environment is absent, wanted production")),
                new AuditEvent.Intended(LEASE, "req-1"),
                new AuditEvent.Issued(
                        LEASE, Scope.of("scope", "repo:write"), Map.of("token", new Fingerprint("0123456789abcdef"))),
                new AuditEvent.Active(LEASE),
                new AuditEvent.Renewed(
                        LEASE,
                        "req-1-2",
                        Scope.of("scope", "repo:write"),
                        Map.of("token", new Fingerprint("fedcba9876543210"))),
                new AuditEvent.Retired(LEASE, 1, "proven"),
                new AuditEvent.NotRenewed(LEASE, PROBLEM),
                new AuditEvent.Revoking(LEASE, "completed"),
                new AuditEvent.Revoked(LEASE, Duration.ofMillis(84)),
                new AuditEvent.Proven(LEASE, NOON.plusSeconds(1)),
                new AuditEvent.Stuck(LEASE, PROBLEM),
                new AuditEvent.Uncertain(LEASE, PROBLEM),
                new AuditEvent.Expired(LEASE),
                new AuditEvent.Unended(LEASE),
                new AuditEvent.Refused(LEASE, PROBLEM),
                new AuditEvent.Failed(SESSION, PROBLEM),
                new AuditEvent.LeakSeen(LEASE, "the build's log", "token"),
                new AuditEvent.SessionClosed(SESSION, 2, 1));
    }

    /** Any event, told apart by its number. */
    static AuditEvent numbered(int number) {
        return new AuditEvent.SessionOpened(SESSION, "number " + number);
    }
}
