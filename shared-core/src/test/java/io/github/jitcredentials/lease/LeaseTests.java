package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The values that lease tests share. */
final class LeaseTests {
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    static final Duration TTL = Duration.ofMinutes(5);
    static final LeaseId ID = new LeaseId("7f3a9c000001");
    static final String TOKEN = "tok-5eCret-Value-0123456789abcdef";
    static final IssuerSpec ISSUER =
            new IssuerSpec("trial", "oauth2", new TreeMap<>(Map.of("url", "http://127.0.0.1:4187")));
    static final IdentitySpec IDENTITY =
            new IdentitySpec("token-file", "token-file", new TreeMap<>(Map.of("path", "/run/ci/token")));
    static final Handle HANDLE = new Handle(Map.of("kind", "bearer"), Map.of("token", Secret.of(TOKEN)));

    private LeaseTests() {}

    static LeaseId id(int number) {
        return new LeaseId(String.format(Locale.ROOT, "%012x", number));
    }

    static CredentialRequest request() {
        return new CredentialRequest(
                "deploy",
                "trial",
                Scope.of("scope", "repo:write"),
                TTL,
                new Task("maven", "deploy:deploy (default) @ app", new Purpose("publish 1.4.0")),
                Destination.parse("http://127.0.0.1:3512/"));
    }

    static LeasePlan plan(LeaseId id) {
        return plan(id, OwnerKind.PROCESS, Renewability.FRESH);
    }

    static LeasePlan plan(LeaseId id, OwnerKind owner, Renewability renewability) {
        return plan(request(), id, owner, renewability);
    }

    static LeasePlan plan(CredentialRequest request, LeaseId id, OwnerKind owner, Renewability renewability) {
        return new LeasePlan(id, "request-" + id, request, ISSUER, IDENTITY, renewability, owner, Map.of());
    }

    /** One that is renewed as long as that. */
    static LeasePlan renewed(LeaseId id, Duration whole) {
        CredentialRequest once = request();
        CredentialRequest renewed = new CredentialRequest(
                once.profile(), once.issuer(), once.scope(), once.ttl(), whole, once.task(), once.to());
        return plan(renewed, id, OwnerKind.PROCESS, Renewability.FRESH);
    }

    /** One that is renewed after a second or so, for a test in real time. */
    static LeasePlan brief(LeaseId id) {
        CredentialRequest once = request();
        CredentialRequest renewed = new CredentialRequest(
                once.profile(),
                once.issuer(),
                once.scope(),
                Duration.ofSeconds(3),
                Duration.ofMinutes(1),
                once.task(),
                once.to());
        return plan(renewed, id, OwnerKind.PROCESS, Renewability.FRESH);
    }

    static Intent intent(LeaseId id) {
        return intent(id, OwnerKind.PROCESS, START);
    }

    static Intent intent(LeaseId id, OwnerKind owner, Instant at) {
        return new Intent(id, at, request(), "request-" + id, ISSUER, IDENTITY, owner);
    }

    static Held held(LeaseId id) {
        return new Held(id, JournalRecord.FIRST, HANDLE, START, START.plus(TTL));
    }

    static Transition moved(LeaseId id, LeaseState from, LeaseEvent event) {
        return new Transition(id, event, LeaseTable.row(from, event).to(), START, "");
    }
}
