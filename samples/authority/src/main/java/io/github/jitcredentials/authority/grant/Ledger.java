package io.github.jitcredentials.authority.grant;

import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that was ever granted in this run, found by the SHA-256 of the token. Tokens are not kept. Thread safe. */
public final class Ledger {
    private final Map<String, Grant> byHash = new LinkedHashMap<>();
    private final Clock clock;

    public Ledger(Clock clock) {
        this.clock = clock;
    }

    /** Writes a grant down; from now on its token is alive. */
    public synchronized void record(String token, Grant grant) {
        if (byHash.putIfAbsent(Fingerprint.sha256(token), grant) != null) {
            throw new IllegalStateException("a token was made twice");
        }
    }

    /** What the token was granted for, dead or alive. */
    public synchronized Optional<Grant> find(String token) {
        return Optional.ofNullable(byHash.get(Fingerprint.sha256(token)));
    }

    /** What the token was granted for, if it is alive. */
    public Optional<Grant> findAlive(String token) {
        Instant now = clock.instant();
        return find(token).filter(grant -> grant.aliveAt(now));
    }

    /** Ends a token for good. The first revocation counts; a token that is dead or unknown stays so. */
    public synchronized void revoke(String token) {
        Instant now = clock.instant();
        byHash.computeIfPresent(
                Fingerprint.sha256(token), (hash, grant) -> grant.aliveAt(now) ? grant.revokedAt(now) : grant);
    }

    /** In the order granted. */
    public synchronized List<Grant> all() {
        return new ArrayList<>(byHash.values());
    }

    /** In the order granted. */
    public List<Grant> alive() {
        Instant now = clock.instant();
        return all().stream().filter(grant -> grant.aliveAt(now)).toList();
    }
}
