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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** An authority whose book is the truth: what it granted, under which request, and what is alive now. */
final class Ledger implements CredentialIssuer {
    /** How this authority behaves. */
    enum Manner {
        PLAIN,
        /** Keeps the answer to the first question for itself, having granted. */
        LOSES_FIRST_ANSWER,
        /** Keeps the answer to the first renewal for itself, having granted. */
        LOSES_RENEWALS_ANSWER,
        REFUSES_TO_ISSUE,
        REFUSES_RENEWAL,
        /** Does not revoke as long as the owner lives. */
        WILL_NOT_REVOKE,
        /** Accepts revocations, and does nothing, as long as the owner lives. */
        LIES,
        CAN_NOT_REVOKE,
        /** Gives what is stored with it, which has no end; keeps the answer to the first question for itself. */
        NEVER_ENDS,
        CAN_NOT_PROVE,
        EXTENDS,
        /** Extends, and keeps the first answer to that for itself. */
        EXTENDS_AND_LOSES_ANSWER
    }

    /** One line of the book. */
    static final class Grant {
        private final String requestId;
        private Instant expiresAt;
        private boolean revoked;
        private boolean believedDead;

        private Grant(String requestId, Instant expiresAt) {
            this.requestId = requestId;
            this.expiresAt = expiresAt;
        }

        String requestId() {
            return requestId;
        }

        Instant expiresAt() {
            return expiresAt;
        }
    }

    private final Manner manner;
    private final Supplier<Instant> now;
    private final Map<String, Grant> grants = new LinkedHashMap<>();
    private final int leases;
    private int questions;
    private boolean healed;

    /** @param leases how many are opened before the first is renewed */
    Ledger(Manner manner, int leases, Supplier<Instant> now) {
        this.manner = manner;
        this.leases = leases;
        this.now = now;
    }

    /** From now on it does what it should. */
    void heal() {
        healed = true;
    }

    boolean isRevocable() {
        return manner != Manner.CAN_NOT_REVOKE && !neverEnds();
    }

    boolean neverEnds() {
        return manner == Manner.NEVER_ENDS;
    }

    /**
     * Somebody has concluded that what was called revoked is alive, and not merely slow to die.
     *
     * @param requestId of the lease's first value; those of the others begin with it
     */
    void seenThrough(String requestId) {
        grants.values().stream()
                .filter(grant -> grant.requestId.startsWith(requestId))
                .forEach(grant -> grant.believedDead = false);
    }

    boolean isHonest() {
        return manner != Manner.LIES || healed;
    }

    /** What is alive, by its token, but for what an authority called revoked that lies, until that is known. */
    Map<String, Grant> alive() {
        Map<String, Grant> alive = new LinkedHashMap<>();
        grants.forEach((token, grant) -> {
            if (isAlive(grant) && !grant.believedDead) {
                alive.put(token, grant);
            }
        });
        return alive;
    }

    @Override
    public IssuerFacts facts() {
        boolean extendable = manner == Manner.EXTENDS || manner == Manner.EXTENDS_AND_LOSES_ANSWER;
        return new IssuerFacts(
                "trial",
                "http://127.0.0.1:4187",
                revocability(),
                RevocationAuthority.SELF,
                manner != Manner.CAN_NOT_PROVE,
                extendable,
                "");
    }

    private Revocability revocability() {
        return switch (manner) {
            case CAN_NOT_REVOKE -> Revocability.EXPIRY_ONLY;
            case NEVER_ENDS -> Revocability.NEVER;
            default -> Revocability.IMMEDIATE;
        };
    }

    private Instant end(Instant at, CredentialRequest request) {
        return neverEnds() ? Instant.MAX : at.plus(request.ttl());
    }

    @Override
    public Issued issue(CredentialRequest request, String requestId) {
        questions++;
        if (manner == Manner.REFUSES_TO_ISSUE || manner == Manner.REFUSES_RENEWAL && questions == leases + 1) {
            throw new JitException.Refused(Problem.of("HTTP 400"), null);
        }
        String token = "token-of-" + requestId;
        Instant at = now.get();
        grants.put(token, new Grant(requestId, end(at, request)));
        if ((manner == Manner.LOSES_FIRST_ANSWER || neverEnds()) && questions == 1
                || manner == Manner.LOSES_RENEWALS_ANSWER && questions == leases + 1) {
            throw new JitException.Uncertain(Problem.of("no answer came"), null);
        }
        Secret secret = Secret.of(token);
        return new Issued(
                Credential.token(secret),
                request.scope(),
                at,
                end(at, request),
                new Handle(Map.of(), Map.of("token", secret)));
    }

    @Override
    public Instant renew(Handle handle, Duration ttl, String requestId) {
        questions++;
        Grant grant = grants.get(token(handle));
        if (grant == null || !isAlive(grant)) {
            throw new JitException.Refused(Problem.of("HTTP 404"), null);
        }
        grant.expiresAt = now.get().plus(ttl);
        if (manner == Manner.EXTENDS_AND_LOSES_ANSWER && questions == leases + 1) {
            throw new JitException.Uncertain(Problem.of("no answer came"), null);
        }
        return grant.expiresAt;
    }

    @Override
    public void revoke(Handle handle) {
        if (manner == Manner.WILL_NOT_REVOKE && !healed) {
            throw new JitException.Refused(Problem.of("HTTP 403"), null);
        }
        Grant grant = grants.get(token(handle));
        if (grant != null) {
            grant.revoked = isHonest();
            grant.believedDead = !isHonest();
        }
    }

    @Override
    public Liveness probe(Handle handle) {
        Grant grant = grants.get(token(handle));
        return grant != null && isAlive(grant) ? Liveness.ALIVE : Liveness.DEAD;
    }

    static String token(Handle handle) {
        return List.copyOf(handle.sealed().values()).get(0).reveal();
    }

    private boolean isAlive(Grant grant) {
        return !grant.revoked && now.get().isBefore(grant.expiresAt);
    }
}
