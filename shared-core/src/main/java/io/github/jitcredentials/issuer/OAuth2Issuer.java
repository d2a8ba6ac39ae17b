package io.github.jitcredentials.issuer;

import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.issuer.OAuth2Messages.Composed;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import net.minidev.json.JSONObject;

/**
 * Any OAuth 2.0 authority with token exchange (RFC 8693) or client credentials (RFC 6749 section 4.4), revocation (RFC
 * 7009) and introspection (RFC 7662).
 */
final class OAuth2Issuer implements CredentialIssuer {
    private static final String SCOPE = "scope";
    /** What RFC 6749 section 3.3 lets stand in one scope: a space would make two of it. */
    private static final String SCOPE_TOKEN = "[\\x21\\x23-\\x5b\\x5d-\\x7e]+";
    /** RFC 6749 appendix A.12, less the space, which would end the header's value. */
    private static final String TOKEN = "[\\x21-\\x7e]+";

    static final IssuerDeclaration DECLARATION = new IssuerDeclaration(
            "an identity token, as subject or as the client's assertion; or a client's secret",
            "the scope that the answer names is compared with the one asked for; more is revoked and refused",
            "what the authority's client is set to; there is no way to ask for less, so our own process revokes in time",
            "the token, until the authority's own expiry",
            "*uncertain* until the authority's own expiry");

    private static final String OUTLIVES =
            "servers that check a JWT without asking the authority accept it until it expires";

    private final OAuth2Settings settings;
    private final Web web;
    private final Clock clock;
    private final Discovery discovery;
    private final OAuth2Messages messages;
    private final Refusals refusals;

    OAuth2Issuer(OAuth2Settings settings, Web web, Discovery discovery, OAuth2Messages messages, Clock clock) {
        this.settings = settings;
        this.web = web;
        this.clock = clock;
        this.discovery = discovery;
        this.messages = messages;
        this.refusals = new Refusals(settings);
    }

    @Override
    public IssuerFacts facts() {
        return new IssuerFacts(
                settings.name(),
                settings.url(),
                settings.revocable() ? Revocability.IMMEDIATE : Revocability.EXPIRY_ONLY,
                switch (settings.authenticate()) {
                    case NONE -> RevocationAuthority.SELF;
                    case IDENTITY -> RevocationAuthority.FRESH_IDENTITY;
                    case SECRET -> RevocationAuthority.REAPER;
                },
                settings.prove() != OAuth2Settings.Prove.NONE,
                OUTLIVES);
    }

    /** Only a token that says something by itself can be taken without asking who issued it. */
    @Override
    public String outlives(Issued issued) {
        return issued.credential().fields().values().stream().anyMatch(OAuth2Issuer::isSigned) ? OUTLIVES : "";
    }

    private static boolean isSigned(Secret token) {
        try {
            return JWTParser.parse(token.reveal()) instanceof SignedJWT;
        } catch (java.text.ParseException e) {
            return false;
        }
    }

    @Override
    public void prepare() {
        try {
            web.warmUp(URI.create(settings.url()));
            OAuth2Rehearsal.run(discovery.endpoints());
            messages.rehearse();
        } catch (JitException e) {
            // The first request that counts will say it.
            return;
        }
    }

    @Override
    public Issued issue(CredentialRequest request, String requestId) {
        SortedSet<String> asked = scope(request);
        Endpoints endpoints = discovery.endpoints();
        URI endpoint = endpoints.token().orElseThrow(() -> lacks("token", "endpoints.token"));
        if (settings.revocable() && endpoints.revocation().isEmpty()) {
            // Known before anything is issued, so nothing is issued that can't be taken back.
            throw lacks("revocation", "endpoints.revocation, or revoke: none to accept that it ends only by expiry");
        }
        Instant issuedAt = clock.instant();
        Composed message = messages.token(endpoint, asked, request.task().purpose());
        Answer answer = send(message, requestId);
        if (answer.status() != 200) {
            throw refusals.of(answer, "scope " + String.join(" ", asked), message.identity(), message.stale());
        }
        return read(answer, asked, issuedAt);
    }

    @Override
    public void revoke(Handle handle) {
        if (!settings.revocable()) {
            throw new UnsupportedOperationException(settings.name() + " can't revoke");
        }
        URI endpoint =
                discovery.endpoints().revocation().orElseThrow(() -> lacks("revocation", "endpoints.revocation"));
        Composed message = messages.revocation(endpoint, token(handle));
        Answer answer = send(message, "");
        if (answer.status() >= 200 && answer.status() < 300) {
            // RFC 7009 section 2.2: also for a token that is unknown. Some add an error to that, which changes nothing.
            return;
        }
        JitException refusal = refusals.of(answer, "a revocation", message.identity(), message.stale());
        if (refusal instanceof JitException.Refused && message.stale()) {
            // A new identity token may lie in the same place soon, so this is not the last word.
            throw new JitException.Unavailable(refusal.problems().get(0), null, refusal);
        }
        throw refusal;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Where the credential asks about itself, a 401 that says {@code invalid_token} (RFC 6750 section 3.1) is DEAD: it is
     * the credential that was not accepted. Any other refusal is about the asker and tells nothing.
     */
    @Override
    public Liveness probe(Handle handle) {
        if (settings.prove() == OAuth2Settings.Prove.NONE) {
            return Liveness.UNKNOWN;
        }
        Optional<URI> endpoint;
        Composed message;
        Answer answer;
        try {
            endpoint = discovery.endpoints().introspection();
            if (endpoint.isEmpty()) {
                return Liveness.UNKNOWN;
            }
            message = messages.introspection(endpoint.get(), token(handle));
            answer = send(message, "");
        } catch (JitException.Uncertain e) {
            // A question that got lost changed nothing.
            throw new JitException.Unavailable(e.problems().get(0), null, e);
        } catch (JitException.Refused e) {
            return Liveness.UNKNOWN;
        }
        return read(answer);
    }

    private Liveness read(Answer answer) {
        if (answer.status() >= 500 || answer.status() == 429) {
            throw new JitException.Unavailable(
                    new Problem(settings.url() + " can't answer now (HTTP " + answer.status() + ")", "", ""),
                    answer.retryAfter().orElse(null),
                    null);
        }
        if (answer.status() == 401 && settings.prove() == OAuth2Settings.Prove.SELF) {
            String challenge = answer.header("WWW-Authenticate").orElse("");
            return challenge.matches("(?i).*\\bBearer\\b.*\\berror=\"?invalid_token\"?.*")
                    ? Liveness.DEAD
                    : Liveness.UNKNOWN;
        }
        if (answer.status() != 200) {
            return Liveness.UNKNOWN;
        }
        try {
            Object active = JSONObjectUtils.parse(answer.body()).get("active");
            return active instanceof Boolean alive ? (alive ? Liveness.ALIVE : Liveness.DEAD) : Liveness.UNKNOWN;
        } catch (ParseException e) {
            return Liveness.UNKNOWN;
        }
    }

    private Issued read(Answer answer, SortedSet<String> asked, Instant issuedAt) {
        List<Secret> granted = new ArrayList<>();
        try {
            JSONObject json = JSONObjectUtils.parse(answer.body());
            for (String name : List.of("access_token", "refresh_token")) {
                if (json.get(name) instanceof String text && !text.isEmpty()) {
                    granted.add(Secret.of(text));
                }
            }
            if (granted.isEmpty()) {
                throw new ParseException("no token");
            }
            AccessTokenResponse response = AccessTokenResponse.parse(json);
            if (response.getTokens().getRefreshToken() != null) {
                throw undone(granted, "granted a refresh token, which nobody asked for and which lives on", "");
            }
            return issued(response.getTokens().getAccessToken(), asked, issuedAt, granted);
        } catch (ParseException | IllegalArgumentException e) {
            // The library throws the second kind for values that are blank.
            if (!granted.isEmpty()) {
                throw undone(granted, "granted a token in an answer that breaks RFC 6749", "");
            }
            throw new JitException.Uncertain(
                    new Problem(
                            settings.url() + " sent an answer without a token in it",
                            "",
                            "It says: " + answer.excerpt()),
                    null);
        }
    }

    private Issued issued(AccessToken token, SortedSet<String> asked, Instant issuedAt, List<Secret> granted) {
        if (!AccessTokenType.BEARER.equals(token.getType())) {
            throw undone(granted, "granted a token that is no bearer token", "");
        }
        if (!token.getValue().matches(TOKEN)) {
            throw undone(granted, "granted a token with characters that no header can carry", "");
        }
        // RFC 6749 section 5.1 and RFC 8693 section 2.2.1: no scope in the answer means the one that was asked.
        Scope scope = token.getScope() == null || token.getScope().isEmpty()
                ? Scope.of(Map.of(SCOPE, asked))
                : Scope.of(Map.of(SCOPE, new TreeSet<>(token.getScope().toStringList())));
        // Counted from now and not from the request, so that it is never said to be dead while it lives.
        Instant expiresAt = token.getLifetime() <= 0
                ? Instant.MAX
                : clock.instant().plusSeconds(Math.min(token.getLifetime(), 1L << 32));
        Secret secret = Secret.of(token.getValue());
        Handle handle = new Handle(Map.of(), Map.of(Credential.TOKEN, secret));
        return new Issued(Credential.token(secret), scope, issuedAt, expiresAt, handle);
    }

    /** Takes back what must not be handed over. */
    private JitException undone(List<Secret> granted, String what, String todo) {
        for (Secret secret : granted) {
            try {
                revoke(new Handle(Map.of(), Map.of(Credential.TOKEN, secret)));
            } catch (JitException | UnsupportedOperationException e) {
                return new JitException.Uncertain(
                        new Problem(
                                settings.url() + " " + what + ", and it could not be taken back",
                                "",
                                ("It lives until it expires. " + todo).strip()),
                        e);
            }
        }
        return new JitException.Refused(
                new Problem(settings.url() + " " + what + "; it was taken back", "", todo), null);
    }

    private Answer send(Composed message, String requestId) {
        try {
            return web.send(
                    requestId.isEmpty() ? message.request() : message.request().header("X-Request-Id", requestId));
        } catch (WebFailure e) {
            throw Refusals.of(e);
        }
    }

    private SortedSet<String> scope(CredentialRequest request) {
        SortedSet<String> asked = request.scope().part(SCOPE);
        if (request.scope().parts().size() != 1 || asked.isEmpty()) {
            throw misconfigured("request has the part scope and no other", request);
        }
        if (!asked.stream().allMatch(value -> value.matches(SCOPE_TOKEN))) {
            throw misconfigured("request.scope: each scope is one word, without spaces and quotes", request);
        }
        return asked;
    }

    private static JitException misconfigured(String what, CredentialRequest request) {
        return new JitException.Misconfigured(
                new Problem(what, "profile " + request.profile(), "As in: request: { scope: [repo:write] }"));
    }

    private JitException.Refused lacks(String endpoint, String todo) {
        return new JitException.Refused(
                new Problem(settings.url() + " offers no " + endpoint + " endpoint", "", "Set " + todo + "."), null);
    }

    private static Secret token(Handle handle) {
        Secret token = handle.sealed().get(Credential.TOKEN);
        if (token == null) {
            throw new IllegalArgumentException("this handle is another issuer's");
        }
        return token;
    }
}
