package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/** What a profile's {@code request} means to an OpenBao or Vault. */
sealed interface VaultRequest {
    String PATH = "path";
    String POLICIES = "policies";
    String USES = "uses";

    Set<String> PARTS = Set.of(PATH, POLICIES, USES);

    /** The secret that an engine makes for whoever reads this path. */
    record Dynamic(String path) implements VaultRequest {
        /** What a lease is for, by its name, which begins with the path that was read. */
        static Scope scope(String leaseId) {
            String read = leaseId.substring(0, Math.max(0, leaseId.lastIndexOf('/')));
            return Scope.of(read.isBlank() ? Map.of() : Map.of(PATH, Set.of(read)));
        }
    }

    /** What somebody stored there: it is no lease, and goes on whoever read it. */
    record Stored(String path) implements VaultRequest {
        /** Whoever reads a path gets that path. */
        Scope scope() {
            return Scope.of(PATH, path);
        }
    }

    /**
     * A token for the task itself.
     *
     * @param uses how many requests it is good for; 0 for any number
     */
    record Token(SortedSet<String> policies, int uses) implements VaultRequest {
        Scope scope(SortedSet<String> granted, int grantedUses) {
            Map<String, Set<String>> parts = new TreeMap<>();
            if (!granted.isEmpty()) {
                parts.put(POLICIES, granted);
            }
            if (uses > 0) {
                // Of any number: more than was asked, whatever that was.
                parts.put(USES, Set.of(grantedUses == 0 ? "unlimited" : String.valueOf(grantedUses)));
            }
            return Scope.of(parts);
        }
    }

    /** What keeps a scope from being such a request; empty if nothing. */
    static Optional<String> complaint(Scope scope) {
        SortedSet<String> paths = scope.part(PATH);
        SortedSet<String> policies = scope.part(POLICIES);
        SortedSet<String> uses = scope.part(USES);
        if (!PARTS.containsAll(scope.parts().keySet()) || paths.isEmpty() == policies.isEmpty()) {
            return Optional.of("says either path or policies");
        }
        if (!paths.isEmpty() && !uses.isEmpty()) {
            return Optional.of("uses goes with policies");
        }
        if (paths.size() > 1 || !paths.stream().allMatch(VaultRequest::isPath)) {
            return Optional.of("path is one path, as in database/creds/migrator");
        }
        if (!policies.stream().allMatch(policy -> policy.matches("[!-~]{1,128}") && !policy.equals("root"))) {
            return Optional.of("policies are names of policies, and never root");
        }
        return uses.size() > 1 || !uses.stream().allMatch(number -> number.matches("[1-9][0-9]{0,5}"))
                ? Optional.of("uses is one number, from 1 to 999999")
                : Optional.empty();
    }

    /** @throws JitException.Misconfigured if {@link #complaint} has one */
    static VaultRequest of(CredentialRequest request, boolean stored) {
        Scope scope = request.scope();
        complaint(scope).ifPresent(complaint -> {
            throw new JitException.Misconfigured(
                    new Problem("request: " + complaint, "profile " + request.profile(), ""));
        });
        SortedSet<String> policies = scope.part(POLICIES);
        SortedSet<String> uses = scope.part(USES);
        if (stored && (!policies.isEmpty() || request.renewal().isPresent())) {
            throw new JitException.Misconfigured(new Problem(
                    "secrets: stored reads a path, gives no token, and renews nothing",
                    "profile " + request.profile(),
                    "Ask another issuer, without secrets: stored."));
        }
        if (policies.isEmpty()) {
            String path = scope.part(PATH).first();
            return stored ? new Stored(path) : new Dynamic(path);
        }
        return new Token(policies, uses.isEmpty() ? 0 : Integer.parseInt(uses.first()));
    }

    /** Words between slashes, none of which leads anywhere else than down. */
    static boolean isPath(String text) {
        return text.matches("[A-Za-z0-9_~-][A-Za-z0-9._~-]*(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");
    }
}
