package io.github.jitcredentials.load;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.IssuerFactory;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.Map;

/** An authority in this very process: what it keeps of a token is one bit, so that the heap shows what a lease takes. */
public class MemoryIssuer implements CredentialIssuer {
    private final Clock clock;
    private final Duration life;
    private final BitSet alive = new BitSet();
    private int granted;

    MemoryIssuer(Clock clock, Duration life) {
        this.clock = clock;
        this.life = life;
    }

    synchronized int alive() {
        return alive.cardinality();
    }

    @Override
    public IssuerFacts facts() {
        return new IssuerFacts("trial", "memory", Revocability.IMMEDIATE, RevocationAuthority.SELF, true, "");
    }

    @Override
    public synchronized Issued issue(CredentialRequest request, String requestId) {
        Secret token = Secret.of(LoadAuthority.token(granted));
        alive.set(granted++);
        Instant now = clock.instant();
        return new Issued(
                Credential.token(token),
                request.scope(),
                now,
                now.plus(life),
                new Handle(Map.of(), Map.of(Credential.TOKEN, token)));
    }

    @Override
    public synchronized void revoke(Handle handle) {
        alive.clear(serial(handle));
    }

    @Override
    public synchronized Liveness probe(Handle handle) {
        return alive.get(serial(handle)) ? Liveness.ALIVE : Liveness.DEAD;
    }

    private static int serial(Handle handle) {
        return Integer.parseInt(handle.sealed().get(Credential.TOKEN).reveal().substring(5, 13));
    }

    /** For a guardian: it can hold such leases and end none, because their authority lives in its owner. */
    public static final class Elsewhere implements IssuerFactory {
        @Override
        public CredentialIssuer create(IssuerSpec issuer, IdentitySpec identity, Map<String, Secret> secrets) {
            return new MemoryIssuer(Clock.systemUTC(), Duration.ofHours(24)) {
                @Override
                public synchronized void revoke(Handle handle) {
                    throw new JitException.Unavailable(Problem.of("the authority is in another process"), null, null);
                }
            };
        }
    }
}
