package io.github.jitcredentials.broker;

import io.github.jitcredentials.audit.RecordingAuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.identity.Identities;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.FakeIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.lease.Guardian;
import io.github.jitcredentials.lease.LeaseKeeper;
import io.github.jitcredentials.lease.Limits;
import io.github.jitcredentials.lease.ManualTime;
import io.github.jitcredentials.lease.MemoryJournal;
import io.github.jitcredentials.lease.Revoker;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.Decision;
import io.github.jitcredentials.policy.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One process of a host with everything but the outside world: a fake issuer, one identity, a policy for main. */
final class Scene implements Authorities {
    static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    static final Secret ID_TOKEN = Secret.of("header.identity-of-acme-app.signature");

    final ManualTime time = ManualTime.startingAt(START);
    final FakeIssuer issuer = new FakeIssuer("trial", time.clock());
    final RecordingAuditLog audit = new RecordingAuditLog();
    final MemoryJournal journal = new MemoryJournal();
    final CredentialBroker broker;

    /** What the identity says from now on; null for nobody. */
    volatile @Nullable String ref = "refs/heads/main";

    /** Who it is. */
    volatile String subject = "repo:acme/app";

    Scene() {
        SessionId session = new SessionId("0123456789abcdef");
        AuditedLeases leases = new AuditedLeases(audit, session, time.clock());
        Revoker revoker = new Revoker(time, new Random(1), Limits.standard());
        LeaseKeeper keeper = new LeaseKeeper(journal, Guardian.none(), revoker, leases);
        broker = new CredentialBroker(
                new Identities(List.of(new OnlySource())),
                policy(),
                this,
                keeper,
                audit,
                leases,
                session,
                time.clock(),
                new Random(1));
    }

    /** A deploy asks. */
    Permitted decide() {
        return broker.decide("trial", identity -> request());
    }

    static CredentialRequest request() {
        Task task = new Task("maven", "deploy:deploy @ app", new Purpose("publish 1.4.0"));
        return new CredentialRequest(
                "deploy", "trial", Scope.of("scope", "repo:write"), Duration.ofMinutes(5), task, null);
    }

    /** The same of a task that may go on for two hours. */
    static CredentialRequest renewedRequest() {
        CredentialRequest once = request();
        return new CredentialRequest(
                once.profile(), once.issuer(), once.scope(), once.ttl(), Duration.ofHours(2), once.task(), null);
    }

    private static Policy policy() {
        return (identity, request) -> identity.claim("ref").equals(Optional.of("refs/heads/main"))
                ? new Decision.Permit("releases from main", request, false, List.of())
                : new Decision.Deny(List.of(
                        Problem.of("ref is " + identity.claim("ref").orElse("absent") + ", wanted refs/heads/main"),
                        Problem.of("event is absent, wanted push")));
    }

    @Override
    public IssuerSpec issuer(String name) {
        return new IssuerSpec(name, "fake", new TreeMap<>());
    }

    @Override
    public IdentitySpec identity(String name) {
        return new IdentitySpec(name, "fake", new TreeMap<>());
    }

    @Override
    public String audience(IssuerSpec spec) {
        return "https://authority.example";
    }

    @Override
    public CredentialIssuer open(IssuerSpec spec, IdentityTokens tokens) {
        // Whoever asks an authority needs a token for it first.
        tokens.fresh(audience(spec));
        return Issuers.checked(issuer);
    }

    @Override
    public Map<String, Secret> carried(IssuerSpec spec, IdentitySpec identity) {
        return Map.of();
    }

    private final class OnlySource implements IdentitySource {
        @Override
        public String name() {
            return "token-file";
        }

        @Override
        public Optional<Problem> absent() {
            return ref == null ? Optional.of(Problem.of("/var/run/token does not exist")) : Optional.empty();
        }

        @Override
        public IdentityToken token(String audience) {
            return new IdentityToken(
                    new Identity(
                            name(),
                            "https://ci.example",
                            subject,
                            Map.of("repository", "acme/app", "ref", String.valueOf(ref)),
                            START.plusSeconds(300)),
                    ID_TOKEN);
        }

        @Override
        public Renewability renewability() {
            return Renewability.REREAD;
        }
    }
}
