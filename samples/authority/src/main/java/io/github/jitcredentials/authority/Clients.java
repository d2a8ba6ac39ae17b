package io.github.jitcredentials.authority;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.github.jitcredentials.authority.http.Form;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.identity.IdentityVerifier;
import io.github.jitcredentials.authority.identity.RejectedTokenException;
import io.github.jitcredentials.authority.identity.UsedAssertions;
import io.github.jitcredentials.authority.identity.VerifiedIdentity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out which client asks: RFC 6749 section 2.3, RFC 7523 section 2.2. Thread safe. */
final class Clients {
    static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** Who asks. The identity is that of the client assertion; null for a client that only names itself. */
    record Caller(TrialClient client, @Nullable VerifiedIdentity identity) {}

    private final List<TrialClient> clients;
    private final IdentityVerifier verifier;
    private final UsedAssertions used;

    Clients(List<TrialClient> clients, IdentityVerifier verifier, UsedAssertions used) {
        this.clients = List.copyOf(clients);
        this.verifier = verifier;
        this.used = used;
    }

    /** @throws RefusedException {@code invalid_client}: 400 if the assertion is bad, 401 if there is no such client */
    Caller authenticate(Form form) throws RefusedException {
        if (form.get("client_secret").isPresent()) {
            throw RefusedException.invalidClient(400, "client secrets are not taken here");
        }
        Optional<String> id = form.get("client_id");
        Optional<String> assertion = form.get("client_assertion");
        if (assertion.isPresent()) {
            if (!form.need("client_assertion_type").equals(ASSERTION_TYPE)) {
                throw RefusedException.invalidClient(400, "client_assertion_type has to be " + ASSERTION_TYPE);
            }
            return byAssertion(assertion.get(), id);
        }
        if (id.isEmpty()) {
            throw RefusedException.invalidClient(401, "neither client_id nor client_assertion was sent");
        }
        TrialClient named = clients.stream()
                .filter(client -> client.id().equals(id.get()))
                .findFirst()
                .orElseThrow(() -> RefusedException.invalidClient(401, "no client is called " + id.get()));
        if (named.authentication() != TrialClient.Authentication.NONE) {
            throw RefusedException.invalidClient(401, "client " + named.id() + " has to send a client_assertion");
        }
        return new Caller(named, null);
    }

    /** Checks a subject token and that the client takes its subject: RFC 8693 section 2.2.2. */
    VerifiedIdentity subject(TrialClient client, String subjectToken) throws RefusedException {
        VerifiedIdentity identity;
        try {
            identity = verifier.verify(subjectToken);
        } catch (RejectedTokenException e) {
            throw e.temporary()
                    ? unavailable(e)
                    : RefusedException.invalidRequest("subject_token is refused: " + e.getMessage());
        }
        if (!client.takes(identity.issuer(), identity.subject())) {
            throw RefusedException.invalidRequest(
                    "client " + client.id() + " does not take the subject " + identity.subject());
        }
        return identity;
    }

    private Caller byAssertion(String assertion, Optional<String> id) throws RefusedException {
        VerifiedIdentity identity;
        try {
            identity = verifier.verify(assertion);
        } catch (RejectedTokenException e) {
            throw e.temporary()
                    ? unavailable(e)
                    : RefusedException.invalidClient(400, "assertion is refused: " + e.getMessage());
        }
        String jti = identity.tokenId()
                .orElseThrow(() -> RefusedException.invalidClient(400, "assertion is refused: it has no jti"));
        if (!used.use(identity.issuer(), jti, identity.expires())) {
            throw RefusedException.invalidClient(400, "assertion was used before");
        }
        return new Caller(matching(identity, id), identity);
    }

    private TrialClient matching(VerifiedIdentity identity, Optional<String> id) throws RefusedException {
        List<TrialClient> fitting = clients.stream()
                .filter(client -> client.authentication() == TrialClient.Authentication.PRIVATE_KEY_JWT)
                .filter(client -> id.isEmpty() || client.id().equals(id.get()))
                .filter(client -> client.takes(identity.issuer(), identity.subject()))
                .toList();
        // A client for just this subject goes before those for each one.
        List<TrialClient> exact = fitting.stream()
                .filter(client -> !client.subject().equals(TrialClient.ANY_SUBJECT))
                .toList();
        List<TrialClient> best = exact.isEmpty() ? fitting : exact;
        if (best.isEmpty()) {
            throw RefusedException.invalidClient(401, "no client here has the subject " + identity.subject());
        }
        if (best.size() > 1) {
            throw RefusedException.invalidClient(400, "several clients have this subject: send client_id");
        }
        return best.get(0);
    }

    private static RefusedException unavailable(RejectedTokenException e) {
        return RefusedException.of(503, OAuth2Error.TEMPORARILY_UNAVAILABLE_CODE, String.valueOf(e.getMessage()));
    }
}
