package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Composes and reads messages that are never sent, so that the classes for it are loaded: a guardian's first revocation must
 * take milliseconds, and the files those classes come from may be gone by then.
 */
final class VaultRehearsal {
    private VaultRehearsal() {}

    static void run() {
        ObjectNode body = VaultWire.body().put("lease_id", "rehearsal").put("sync", true);
        body.putArray("paths").add("rehearsal");
        try {
            new ObjectMapper().readTree(body.toString()).path("errors").forEach(VaultAnswer::text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the rehearsal's own text can't be read");
        }
    }
}
