package io.github.jitcredentials.authority;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import io.github.jitcredentials.authority.grant.Grant;
import io.github.jitcredentials.authority.grant.Ledger;
import io.github.jitcredentials.authority.http.Form;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import io.github.jitcredentials.authority.identity.VerifiedIdentity;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Grants: RFC 6749 section 4.4 with the client assertions of RFC 7523, and RFC 8693 token exchange. */
final class TokenEndpoint implements Route {
    private static final String ACCESS_TOKEN = TokenTypeURI.ACCESS_TOKEN.toString();
    private static final Set<String> SUBJECT_TYPES =
            Set.of(TokenTypeURI.JWT.toString(), TokenTypeURI.ID_TOKEN.toString());
    private static final int LONGEST_NOTE = 200;

    private final Clients clients;
    private final AccessTokens tokens;
    private final Ledger ledger;
    private final Clock clock;
    private final AtomicLong count = new AtomicLong();

    TokenEndpoint(Clients clients, AccessTokens tokens, Ledger ledger, Clock clock) {
        this.clients = clients;
        this.tokens = tokens;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public Reply answer(Request request) throws RefusedException, IOException {
        Form form = request.form();
        String requestId = note("X-Request-Id", request.header("X-Request-Id").orElse(""));
        String type = form.need("grant_type");
        if (type.equals(GrantType.TOKEN_EXCHANGE.getValue())) {
            return exchange(form, requestId);
        }
        if (type.equals(GrantType.CLIENT_CREDENTIALS.getValue())) {
            Clients.Caller caller = clients.authenticate(form);
            VerifiedIdentity identity = caller.identity();
            if (identity == null) {
                throw RefusedException.of(
                        400,
                        OAuth2Error.UNAUTHORIZED_CLIENT_CODE,
                        "client " + caller.client().id()
                                + " proves nothing: only clients with an assertion may ask so");
            }
            return grant(form, caller.client(), identity, requestId, false);
        }
        throw RefusedException.of(
                400, OAuth2Error.UNSUPPORTED_GRANT_TYPE_CODE, "only token-exchange and client_credentials");
    }

    private Reply exchange(Form form, String requestId) throws RefusedException {
        TrialClient client = clients.authenticate(form).client();
        if (form.get("actor_token").isPresent()) {
            throw RefusedException.invalidRequest("actor tokens are not taken here");
        }
        if (!SUBJECT_TYPES.contains(form.need("subject_token_type"))) {
            throw RefusedException.invalidRequest("subject_token_type has to be one of " + SUBJECT_TYPES);
        }
        if (!form.get("requested_token_type").orElse(ACCESS_TOKEN).equals(ACCESS_TOKEN)) {
            throw RefusedException.invalidRequest("requested_token_type has to be " + ACCESS_TOKEN);
        }
        return grant(form, client, clients.subject(client, form.need("subject_token")), requestId, true);
    }

    private Reply grant(Form form, TrialClient client, VerifiedIdentity identity, String requestId, boolean exchanged)
            throws RefusedException {
        Set<String> scope = scope(client, form.get("scope").orElse(""));
        List<String> audience = audience(form);
        String purpose = note("purpose", form.get("purpose").orElse(""));
        Instant issued = clock.instant();
        Instant expires = issued.plus(client.lifetime());
        String token = tokens.make(client, identity, scope, audience, issued, expires);
        ledger.record(
                token,
                new Grant(
                        "grant-" + count.incrementAndGet(),
                        Fingerprint.of(token),
                        client.id(),
                        identity.issuer(),
                        identity.subject(),
                        scope,
                        audience,
                        client.token(),
                        issued,
                        expires,
                        null,
                        purpose.isEmpty() ? null : purpose,
                        requestId.isEmpty() ? null : requestId));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", token);
        if (exchanged) {
            answer.put("issued_token_type", ACCESS_TOKEN);
        }
        answer.put("token_type", "Bearer");
        answer.put("expires_in", client.lifetime().toSeconds());
        answer.put("scope", String.join(" ", scope));
        return Reply.json(200, answer).with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }

    /** All that is asked for, or nothing: neither are scopes inherited, nor is a part granted silently. */
    private static Set<String> scope(TrialClient client, String asked) throws RefusedException {
        Set<String> scope = new LinkedHashSet<>(Arrays.asList(asked.strip().split(" +")));
        if (asked.isBlank()) {
            throw RefusedException.of(400, OAuth2Error.INVALID_SCOPE_CODE, "no scope was asked for");
        }
        List<String> unknown =
                scope.stream().filter(one -> !client.scopes().contains(one)).toList();
        if (!unknown.isEmpty()) {
            throw RefusedException.of(
                    400,
                    OAuth2Error.INVALID_SCOPE_CODE,
                    "client " + client.id() + " may not have " + String.join(" ", unknown));
        }
        return scope;
    }

    private static List<String> audience(Form form) throws RefusedException {
        List<String> audience = new ArrayList<>(form.all("audience"));
        for (String resource : form.all("resource")) {
            if (!absolute(resource)) {
                // RFC 8707 section 2
                throw RefusedException.of(
                        400, OAuth2Error.INVALID_TARGET_CODE, "resource has to be an absolute URL without fragment");
            }
            audience.add(resource);
        }
        return audience;
    }

    private static boolean absolute(String resource) {
        try {
            URI uri = URI.create(resource);
            return uri.isAbsolute() && uri.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Text that is shown later on: refused rather than cleaned. */
    private static String note(String name, String text) throws RefusedException {
        boolean printable = text.codePoints().noneMatch(Character::isISOControl);
        if (text.length() > LONGEST_NOTE || !printable) {
            throw RefusedException.invalidRequest(
                    name + " has to be at most " + LONGEST_NOTE + " characters, all printable");
        }
        return text;
    }
}
