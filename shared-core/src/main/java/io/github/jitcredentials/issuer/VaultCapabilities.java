package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a login may do at an OpenBao or Vault, held against what its lease will need: so that nothing is issued that could not
 * be revoked for want of a policy.
 *
 * @see <a href="https://openbao.org/api-docs/system/capabilities-self/">sys/capabilities-self</a>
 */
final class VaultCapabilities {
    private static final String UPDATE = "update";

    private final VaultSettings settings;
    private final VaultWire wire;

    VaultCapabilities(VaultSettings settings, VaultWire wire) {
        this.settings = settings;
        this.wire = wire;
    }

    /** What a lease needs, path by path. */
    static Map<String, String> needed(VaultSettings.Revoke revoke, VaultRequest wanted, boolean renewed) {
        Map<String, String> needed = new LinkedHashMap<>();
        needed.put("auth/token/create", UPDATE);
        needed.put("auth/token/revoke-self", UPDATE);
        if (wanted instanceof VaultRequest.Stored stored) {
            needed.put(stored.path(), "read");
            return needed;
        }
        if (revoke == VaultSettings.Revoke.TOKEN) {
            needed.put("auth/token/lookup-self", "read");
        } else {
            needed.put("auth/token/revoke-accessor", UPDATE);
            needed.put("auth/token/lookup-accessor", UPDATE);
        }
        if (wanted instanceof VaultRequest.Dynamic dynamic) {
            needed.put(dynamic.path(), "read");
            needed.put("sys/leases/revoke", UPDATE);
            needed.put("sys/leases/lookup", UPDATE);
        }
        if (renewed) {
            needed.put(
                    wanted instanceof VaultRequest.Dynamic ? "sys/leases/renew" : "auth/token/renew-accessor", UPDATE);
        }
        return needed;
    }

    /** @throws JitException.Refused if a policy is missing, saying which */
    void check(VaultToken token, VaultRequest wanted, CredentialRequest request) {
        Map<String, String> needed =
                needed(settings.revoke(), wanted, request.renewal().isPresent());
        ObjectNode body = VaultWire.body();
        ArrayNode paths = body.putArray("paths");
        needed.keySet().forEach(paths::add);
        VaultAnswer answer = wire.post("sys/capabilities-self", token.secret(), body, "");
        if (!answer.isSuccess()) {
            throw new VaultRefusals(settings)
                    .of(answer, "what this login may do", "Let its role keep the policy \"default\".");
        }
        List<String> missing = new ArrayList<>();
        needed.forEach((path, capability) -> {
            if (!has(answer.part("data").path(path), capability)) {
                missing.add("path \"" + path + "\" { capabilities = [\"" + capability + "\"] }");
            }
        });
        if (!missing.isEmpty()) {
            refuseStored(token, wanted);
            throw new JitException.Refused(
                    new Problem(
                            "role " + Text.quote(settings.login().role()) + " at " + settings.url()
                                    + " may not do all that a lease needs",
                            "profile " + request.profile(),
                            "Add to one of its token_policies: " + String.join(" ", missing)),
                    null);
        }
    }

    /** Whoever may read what is stored, and nothing else, is not told to ask for rights that would not help. */
    private void refuseStored(VaultToken token, VaultRequest wanted) {
        if (wanted instanceof VaultRequest.Dynamic dynamic) {
            VaultAnswer mount = wire.get("sys/internal/ui/mounts/" + dynamic.path(), token.secret());
            if (mount.part("data").path("type").asText("").equals("kv")) {
                throw new VaultRefusals(settings).ofNoLease(dynamic.path(), true);
            }
        }
    }

    private static boolean has(JsonNode capabilities, String wanted) {
        for (JsonNode capability : capabilities) {
            String word = capability.asText("");
            if (word.equals(wanted) || word.equals("root")) {
                return true;
            }
        }
        return false;
    }
}
