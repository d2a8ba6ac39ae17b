package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A token that an OpenBao or Vault made.
 *
 * @param accessor names it and opens nothing; empty for a batch token, which nobody can revoke
 * @param until when it ends by itself; {@link Instant#MAX} if never
 * @param policies all that count for it, those of its entity and groups too
 * @param uses how many requests are left; 0 for any number
 */
record VaultToken(Secret secret, String accessor, Instant until, SortedSet<String> policies, int uses) {
    /** The {@code auth} of an answer; empty if there is no token in it. */
    static Optional<VaultToken> of(VaultAnswer answer, Clock clock) {
        JsonNode auth = answer.part("auth");
        return VaultAnswer.token(auth.path("client_token")).map(token -> {
            TreeSet<String> policies = new TreeSet<>();
            auth.path("policies").forEach(policy -> VaultAnswer.text(policy).ifPresent(policies::add));
            auth.path("identity_policies")
                    .forEach(policy -> VaultAnswer.text(policy).ifPresent(policies::add));
            return new VaultToken(
                    token,
                    auth.path("accessor").asText(""),
                    end(auth.path("lease_duration").asLong(0), clock),
                    policies,
                    auth.path("num_uses").asInt(0));
        });
    }

    /** Counted from now and not from the request, so that nothing is said to be dead while it lives. */
    static Instant end(long seconds, Clock clock) {
        return seconds <= 0 ? Instant.MAX : clock.instant().plusSeconds(Math.min(seconds, 1L << 32));
    }
}
