package io.github.jitcredentials.authority;

import io.github.jitcredentials.authority.grant.Ledger;
import io.github.jitcredentials.authority.http.Form;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import java.io.IOException;

/** Ends tokens: RFC 7009. The next introspection knows. */
final class RevocationEndpoint implements Route {
    private final Clients clients;
    private final Ledger ledger;

    RevocationEndpoint(Clients clients, Ledger ledger) {
        this.clients = clients;
        this.ledger = ledger;
    }

    @Override
    public Reply answer(Request request) throws RefusedException, IOException {
        Form form = request.form();
        // Before the client, so that a call that can't succeed does not use up an assertion.
        String token = form.need("token");
        TrialClient client = clients.authenticate(form).client();
        boolean others = ledger.find(token)
                .filter(grant -> !grant.client().equals(client.id()))
                .isPresent();
        if (others) {
            throw RefusedException.invalidRequest("token belongs to another client");
        }
        ledger.revoke(token);
        return Reply.empty(200);
    }
}
