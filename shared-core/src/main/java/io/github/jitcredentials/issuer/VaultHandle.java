package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.Secret;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What finds a credential of OpenBao or Vault again. All but the parent opens nothing.
 *
 * @param parentAccessor of the token of the login, from which all else hangs
 * @param accessor of the task's own token, a child of that
 * @param leaseId of the dynamic secret; empty if the token itself is the credential
 * @param parentUntil when the login's token ends by itself, and all with it
 * @param parent that token, where it is kept to end itself; else null
 */
record VaultHandle(
        String parentAccessor,
        String accessor,
        String leaseId,
        Instant parentUntil,
        @Nullable Secret parent) {
    private static final String PARENT = "parent";
    private static final String ACCESSOR = "accessor";
    private static final String LEASE = "lease";
    private static final String UNTIL = "until";

    /** @throws IllegalArgumentException if it is another issuer's */
    static VaultHandle of(Handle handle) {
        Map<String, String> open = handle.open();
        String parent = open.getOrDefault(PARENT, "");
        String accessor = open.getOrDefault(ACCESSOR, "");
        if (parent.isEmpty() || accessor.isEmpty()) {
            throw new IllegalArgumentException("this handle is another issuer's");
        }
        try {
            return new VaultHandle(
                    parent,
                    accessor,
                    open.getOrDefault(LEASE, ""),
                    open.containsKey(UNTIL) ? Instant.parse(open.get(UNTIL)) : Instant.MAX,
                    handle.sealed().get(PARENT));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("this handle is another issuer's", e);
        }
    }

    Handle asHandle() {
        Map<String, String> open = new TreeMap<>();
        open.put(PARENT, parentAccessor);
        open.put(ACCESSOR, accessor);
        if (!leaseId.isEmpty()) {
            open.put(LEASE, leaseId);
        }
        if (!parentUntil.equals(Instant.MAX)) {
            open.put(UNTIL, parentUntil.toString());
        }
        return new Handle(
                open,
                kept().<Map<String, Secret>>map(secret -> Map.of(PARENT, secret))
                        .orElse(Map.of()));
    }

    Optional<Secret> kept() {
        return Optional.ofNullable(parent);
    }
}
