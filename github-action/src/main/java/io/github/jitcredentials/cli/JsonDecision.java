package io.github.jitcredentials.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.List;

/** Decisions for programs. */
final class JsonDecision {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonDecision() {}

    /** @param observed why it would be denied, were the rule not in observe mode */
    static ObjectNode permit(Identity identity, CredentialRequest request, String rule, List<Problem> observed) {
        ObjectNode node = JSON.objectNode();
        node.put("profile", request.profile());
        node.put("permitted", true);
        node.put("rule", rule);
        node.put("scope", request.scope().toString());
        node.put("ttlMillis", request.ttl().toMillis());
        node.put("purpose", request.task().purpose().toString());
        node.set("identity", of(identity));
        if (!observed.isEmpty()) {
            node.set("observed", of(observed));
        }
        return node;
    }

    static ObjectNode deny(String profile, Identity identity, List<Problem> reasons) {
        ObjectNode node = refused(profile, reasons);
        node.set("identity", of(identity));
        return node;
    }

    /** What stands in the way before anybody decides. */
    static ObjectNode refused(String profile, JitException e) {
        return refused(profile, e.problems());
    }

    private static ObjectNode refused(String profile, List<Problem> reasons) {
        ObjectNode node = JSON.objectNode();
        node.put("profile", profile);
        node.put("permitted", false);
        node.set("reasons", of(reasons));
        return node;
    }

    private static ArrayNode of(List<Problem> problems) {
        ArrayNode array = JSON.arrayNode();
        problems.forEach(problem -> array.add(JsonReport.of(problem)));
        return array;
    }

    private static ObjectNode of(Identity identity) {
        ObjectNode node = JSON.objectNode();
        node.put("source", identity.source());
        node.put("issuer", identity.issuer());
        node.put("subject", identity.subject());
        ObjectNode claims = node.putObject("claims");
        identity.claims().forEach(claims::put);
        return node;
    }
}
