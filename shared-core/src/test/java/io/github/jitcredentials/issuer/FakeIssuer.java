package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An authority in memory: grants, revokes and tells, counts what is alive, and fails as it is told to. Passes {@link
 * IssuerContract} when wrapped by {@link Issuers#checked}. Thread safe.
 */
public final class FakeIssuer implements CredentialIssuer {
    public enum Call {
        ISSUE,
        REVOKE,
        PROBE
    }

    /** What goes wrong with one call. */
    public enum Fault {
        NONE,
        /** The request never arrives. */
        UNREACHABLE,
        /** The authority says 503 with Retry-After: 2. */
        BUSY,
        /** The work is done and its answer gets lost. */
        LOST_ANSWER,
        /** The request gets lost on its way, which looks the same from outside. */
        LOST_REQUEST,
        REFUSED,
        /** A revocation is accepted and not carried out. */
        IGNORED,
        /** A probe's answer tells nothing. */
        UNKNOWN
    }

    private static final class Grant {
        private final Instant expiresAt;
        private boolean revoked;

        Grant(Instant expiresAt) {
            this.expiresAt = expiresAt;
        }
    }

    private final String name;
    private final Clock clock;
    private final Map<String, Grant> grants = new LinkedHashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final Map<Call, Deque<Fault>> script = new EnumMap<>(Call.class);
    private final Map<Call, Fault> always = new EnumMap<>(Call.class);
    private Revocability revocability = Revocability.IMMEDIATE;
    private RevocationAuthority authority = RevocationAuthority.SELF;
    private boolean provable = true;
    private Scope extra = Scope.of(Map.of());
    private Duration lifetime = Duration.ZERO;

    public FakeIssuer(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
    }

    /** The next calls of this kind fail so, in this order; later ones as {@link #always} says. */
    public synchronized FakeIssuer next(Call call, Fault... faults) {
        script.computeIfAbsent(call, c -> new ArrayDeque<>()).addAll(List.of(faults));
        return this;
    }

    /** All calls of this kind fail so, until told otherwise. */
    public synchronized FakeIssuer always(Call call, Fault fault) {
        always.put(call, fault);
        return this;
    }

    /** Grants this besides what is asked. */
    public synchronized FakeIssuer granting(Scope more) {
        extra = more;
        return this;
    }

    /** Grants live so long, whatever is asked; zero for what is asked. */
    public synchronized FakeIssuer living(Duration longer) {
        lifetime = longer;
        return this;
    }

    public synchronized FakeIssuer saying(Revocability what, RevocationAuthority whose, boolean canProve) {
        revocability = what;
        authority = whose;
        provable = canProve;
        return this;
    }

    /** How many credentials are neither revoked nor expired. */
    public synchronized int liveLeases() {
        return (int) grants.values().stream().filter(this::isLive).count();
    }

    /** How many were ever granted. */
    public synchronized int granted() {
        return grants.size();
    }

    /** All calls so far, as {@code ISSUE}, {@code REVOKE}, {@code PROBE}, with the request id after {@code ISSUE}. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** Every secret ever granted, for tests that search for them. */
    public synchronized List<Secret> secrets() {
        return grants.keySet().stream().map(Secret::of).toList();
    }

    @Override
    public synchronized IssuerFacts facts() {
        return new IssuerFacts(name, "https://" + name + ".example.com", revocability, authority, provable, "");
    }

    @Override
    public synchronized Issued issue(CredentialRequest request, String requestId) {
        calls.add("ISSUE " + requestId);
        Fault fault = fault(Call.ISSUE);
        failBefore(fault);
        Instant now = clock.instant();
        Instant expires = now.plus(lifetime.isZero() ? request.ttl() : lifetime);
        String token = "fake-token-" + grants.size() + "-abcdefghijklmnopqrstuvwxyz";
        grants.put(token, new Grant(expires));
        failAfter(fault);
        Map<String, Set<String>> scope = new LinkedHashMap<>(request.scope().parts());
        extra.parts().forEach((part, values) -> {
            Set<String> all = new TreeSet<>(values);
            all.addAll(request.scope().part(part));
            scope.put(part, all);
        });
        Secret secret = Secret.of(token);
        return new Issued(
                Credential.token(secret),
                Scope.of(scope),
                now,
                expires,
                new Handle(Map.of(), Map.of(Credential.TOKEN, secret)));
    }

    @Override
    public synchronized void revoke(Handle handle) {
        calls.add("REVOKE");
        if (revocability == Revocability.EXPIRY_ONLY) {
            throw new UnsupportedOperationException(name + " can't revoke");
        }
        Fault fault = fault(Call.REVOKE);
        failBefore(fault);
        Grant grant = grants.get(token(handle));
        if (grant != null && fault != Fault.IGNORED) {
            grant.revoked = true;
        }
        failAfter(fault);
    }

    @Override
    public synchronized Liveness probe(Handle handle) {
        calls.add("PROBE");
        Fault fault = fault(Call.PROBE);
        if (fault == Fault.LOST_ANSWER || fault == Fault.LOST_REQUEST || fault == Fault.REFUSED) {
            fault = Fault.UNREACHABLE;
        }
        failBefore(fault);
        if (fault == Fault.UNKNOWN || !provable) {
            return Liveness.UNKNOWN;
        }
        Grant grant = grants.get(token(handle));
        return grant != null && isLive(grant) ? Liveness.ALIVE : Liveness.DEAD;
    }

    private Fault fault(Call call) {
        Deque<Fault> next = script.get(call);
        Fault scripted = next == null ? null : next.poll();
        return scripted != null ? scripted : always.getOrDefault(call, Fault.NONE);
    }

    private void failBefore(Fault fault) {
        switch (fault) {
            case UNREACHABLE -> throw new JitException.Unavailable(problem("refused the connection"), null, null);
            case BUSY ->
                throw new JitException.Unavailable(problem("can't answer now (HTTP 503)"), Duration.ofSeconds(2), null);
            case LOST_REQUEST -> throw new JitException.Uncertain(problem("closed the connection"), null);
            case REFUSED -> throw new JitException.Refused(problem("refused the request"), null);
            case NONE, LOST_ANSWER, IGNORED, UNKNOWN -> {}
        }
    }

    private void failAfter(Fault fault) {
        if (fault == Fault.LOST_ANSWER) {
            throw new JitException.Uncertain(problem("closed the connection"), null);
        }
    }

    private Problem problem(String what) {
        return new Problem("https://" + name + ".example.com " + what, "", "");
    }

    private boolean isLive(Grant grant) {
        return !grant.revoked && clock.instant().isBefore(grant.expiresAt);
    }

    private static String token(Handle handle) {
        Secret token = handle.sealed().get(Credential.TOKEN);
        if (token == null) {
            throw new IllegalArgumentException("this handle is another issuer's");
        }
        return token.reveal();
    }
}
