package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.grant.Ledger;
import io.github.jitcredentials.authority.http.Form;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says whether a token is alive: RFC 7662.
 *
 * <p>Asked by the admin token about each token; by a token about itself, dead or alive; by a fresh client assertion
 * about the tokens of its client, where those of others are "not active" as section 2.2 wants it.
 */
final class IntrospectionEndpoint implements Route {
    private final AdminToken admin;
    private final Clients clients;
    private final Ledger ledger;
    private final String issuer;

    IntrospectionEndpoint(AdminToken admin, Clients clients, Ledger ledger, String issuer) {
        this.admin = admin;
        this.clients = clients;
        this.ledger = ledger;
        this.issuer = issuer;
    }

    @Override
    public Reply answer(Request request) throws RefusedException, IOException {
        Form form = request.form();
        String token = form.need("token");
        Optional<Grant> alive;
        if (admin.sentBy(request) || sentByItself(request, token)) {
            alive = ledger.findAlive(token);
        } else if (form.get("client_assertion").isPresent()) {
            String client = clients.authenticate(form).client().id();
            alive = ledger.findAlive(token).filter(grant -> grant.client().equals(client));
        } else {
            throw RefusedException.needsBearer("ask with the admin token, the token itself or a client_assertion");
        }
        return Reply.json(200, alive.map(this::active).orElse(Map.of("active", false)))
                .with("Cache-Control", "no-store");
    }

    private static boolean sentByItself(Request request, String token) throws RefusedException {
        return request.bearer().map(given -> Fingerprint.same(given, token)).orElse(false);
    }

    private Map<String, Object> active(Grant grant) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("active", true);
        answer.put("scope", String.join(" ", grant.scope()));
        answer.put("client_id", grant.client());
        answer.put("sub", grant.subject());
        answer.put("exp", grant.expires().getEpochSecond());
        answer.put("iat", grant.issued().getEpochSecond());
        answer.put("token_type", "Bearer");
        answer.put("iss", issuer);
        if (!grant.audience().isEmpty()) {
            answer.put("aud", grant.audience());
        }
        return answer;
    }
}
