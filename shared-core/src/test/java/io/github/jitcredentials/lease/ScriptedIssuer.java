package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An authority in memory whose faults are put in line beforehand. Thread safe. */
final class ScriptedIssuer implements CredentialIssuer {
    private final Time time;
    private final Set<String> alive = Collections.synchronizedSet(new HashSet<>());
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Deque<Runnable> issueFaults = new ArrayDeque<>();
    private final Deque<Runnable> revokeFaults = new ArrayDeque<>();
    private final Deque<Supplier<Liveness>> probeAnswers = new ArrayDeque<>();
    private Duration gives = LeaseTests.TTL;
    private Revocability revocability = Revocability.IMMEDIATE;
    private RevocationAuthority authority = RevocationAuthority.SELF;
    private boolean provable = true;
    private @Nullable Runnable whenIssued;
    private @Nullable Runnable whenRevoked;
    private boolean extendable;
    private String command = "";
    private int issued;
    private int mostAlive;

    ScriptedIssuer(Time time) {
        this.time = time;
    }

    /** What somebody may type to revoke by hand. */
    ScriptedIssuer hasCommand(String text) {
        command = text;
        return this;
    }

    @Override
    public String byHand(Handle handle) {
        return command;
    }

    ScriptedIssuer gives(Duration life) {
        gives = life;
        return this;
    }

    ScriptedIssuer is(Revocability what) {
        revocability = what;
        return this;
    }

    ScriptedIssuer needs(RevocationAuthority whose) {
        authority = whose;
        return this;
    }

    ScriptedIssuer provesNothing() {
        provable = false;
        return this;
    }

    ScriptedIssuer failsToIssue(Runnable fault) {
        issueFaults.add(fault);
        return this;
    }

    ScriptedIssuer failsToRevoke(Runnable fault, int times) {
        for (int i = 0; i < times; i++) {
            revokeFaults.add(fault);
        }
        return this;
    }

    ScriptedIssuer answersProbe(Supplier<Liveness> answer) {
        probeAnswers.add(answer);
        return this;
    }

    /** Renewals are answered with a longer life of the same value; {@link #failsToIssue} is for them, too. */
    ScriptedIssuer extendsValues() {
        extendable = true;
        return this;
    }

    ScriptedIssuer whenIssued(Runnable action) {
        whenIssued = action;
        return this;
    }

    ScriptedIssuer whenRevoked(Runnable action) {
        whenRevoked = action;
        return this;
    }

    static Runnable unavailable(@Nullable Duration retryAfter) {
        return () -> {
            throw new JitException.Unavailable(Problem.of("HTTP 503"), retryAfter, null);
        };
    }

    static Runnable uncertain() {
        return () -> {
            throw new JitException.Uncertain(Problem.of("no answer came"), null);
        };
    }

    static Runnable refused() {
        return () -> {
            throw new JitException.Refused(Problem.of("HTTP 400 invalid_request"), null);
        };
    }

    /** How many were alive at the same time. */
    int mostAlive() {
        return mostAlive;
    }

    int liveLeases() {
        return alive.size();
    }

    /** What was asked, in order: {@code issue}, {@code probe}, {@code revoke}. */
    List<String> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    @Override
    public IssuerFacts facts() {
        return new IssuerFacts("trial", "http://127.0.0.1:4187", revocability, authority, provable, extendable, "");
    }

    @Override
    public Issued issue(CredentialRequest request, String requestId) {
        calls.add("issue");
        take(issueFaults);
        String token = LeaseTests.TOKEN + ++issued;
        alive.add(token);
        mostAlive = Math.max(mostAlive, alive.size());
        if (whenIssued != null) {
            whenIssued.run();
        }
        return new Issued(
                Credential.token(Secret.of(token)),
                request.scope(),
                time.now(),
                revocability == Revocability.NEVER ? Instant.MAX : time.now().plus(gives),
                new Handle(Map.of(), Map.of("token", Secret.of(token))));
    }

    @Override
    public Instant renew(Handle handle, Duration ttl, String requestId) {
        calls.add("renew");
        take(issueFaults);
        return time.now().plus(gives);
    }

    @Override
    public void revoke(Handle handle) {
        calls.add("revoke");
        take(revokeFaults);
        alive.remove(token(handle));
        if (whenRevoked != null) {
            whenRevoked.run();
        }
    }

    @Override
    public Liveness probe(Handle handle) {
        calls.add("probe");
        Supplier<Liveness> answer = probeAnswers.poll();
        if (answer != null) {
            return answer.get();
        }
        return alive.contains(token(handle)) ? Liveness.ALIVE : Liveness.DEAD;
    }

    private static String token(Handle handle) {
        return handle.sealed().get("token").reveal();
    }

    private static void take(Deque<Runnable> faults) {
        Runnable fault = faults.poll();
        if (fault != null) {
            fault.run();
        }
    }
}
