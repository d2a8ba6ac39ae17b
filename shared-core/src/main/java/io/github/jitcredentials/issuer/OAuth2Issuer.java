package io.github.jitcredentials.issuer;

import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.issuer.OAuth2Grants.Granted;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;

/**
 * Any OAuth 2.0 authority with token exchange (RFC 8693), client credentials (RFC 6749 section 4.4) or JWT authorization grants
 * (RFC 7523 section 2.1), revocation (RFC 7009) and introspection (RFC 7662).
 *
 * <p>A credential is one token, or a chain of two: one that the client is granted in its own name, handed to nobody, and the one
 * that it is exchanged for. Revoking the first does not end the second everywhere, so the handle has both, and only when both
 * are dead is the credential.
 */
final class OAuth2Issuer implements CredentialIssuer {
    /** What RFC 6749 section 3.3 lets stand in one scope: a space would make two of it. */
    private static final String SCOPE_TOKEN = "[\\x21\\x23-\\x5b\\x5d-\\x7e]+";

    static final IssuerDeclaration DECLARATION = new IssuerDeclaration(
            "an identity token, as subject, as grant or as the client's assertion; a client's key; or a client's secret",
            "the scope that the answer names is compared with the one asked for; more is revoked and refused",
            "what the authority's client is set to; there is no way to ask for less, so our own process revokes in time",
            "the token, until the authority's own expiry",
            "*uncertain* until the authority's own expiry");

    /** A handle's part: the token that was exchanged for the credential. */
    private static final String EXCHANGED = "exchanged";

    private static final String OUTLIVES = "servers that check a JWT without asking the authority accept it until ";

    private final OAuth2Settings settings;
    private final Web web;
    private final Clock clock;
    private final Discovery discovery;
    private final OAuth2Messages messages;
    private final OAuth2Tokens tokens;
    private final OAuth2Grants grants;
    private final Refusals refusals;

    OAuth2Issuer(OAuth2Settings settings, Web web, Discovery discovery, OAuth2Messages messages, Clock clock) {
        this.settings = settings;
        this.web = web;
        this.clock = clock;
        this.discovery = discovery;
        this.messages = messages;
        this.tokens = new OAuth2Tokens(settings, web, discovery, messages);
        this.grants = new OAuth2Grants(settings, web, tokens, clock);
        this.refusals = new Refusals(settings);
    }

    @Override
    public IssuerFacts facts() {
        return new IssuerFacts(
                settings.name(),
                settings.url(),
                settings.revocability(),
                switch (settings.authenticate()) {
                    case NONE -> RevocationAuthority.SELF;
                    case IDENTITY ->
                        settings.reusable() ? RevocationAuthority.IDENTITY : RevocationAuthority.FRESH_IDENTITY;
                    case KEY, SECRET -> RevocationAuthority.REAPER;
                },
                settings.prove() != OAuth2Settings.Prove.NONE,
                settings.asked() ? "" : OUTLIVES + "it expires");
    }

    /** Only a token that says something by itself can be taken without asking who issued it. */
    @Override
    public String outlives(Issued issued) {
        boolean signed = issued.credential().fields().values().stream().anyMatch(OAuth2Issuer::isSigned);
        return settings.asked() || !signed ? "" : OUTLIVES + issued.expiresAt().truncatedTo(ChronoUnit.SECONDS);
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
        URI endpoint = endpoints.token().orElseThrow(() -> refusals.lacks("token", "endpoints.token"));
        if (settings.revocable() && endpoints.revocation().isEmpty()) {
            // Known before anything is issued, so nothing is issued that can't be taken back.
            throw refusals.lacks(
                    "revocation", "endpoints.revocation, or revoke: none to accept that it ends only by expiry");
        }
        Instant issuedAt = clock.instant();
        Purpose purpose = request.task().purpose();
        if (!settings.isChained()) {
            Granted only = grants.ask(messages.token(endpoint, asked, purpose).named(requestId), asked);
            return issued(only, issuedAt, only.expiresAt(), Map.of(Credential.TOKEN, only.token()));
        }
        Granted own = grants.ask(messages.own(endpoint, asked, purpose).named(requestId), asked);
        Granted last = exchanged(endpoint, asked, purpose, own, requestId);
        // The lease is over when neither lives.
        Instant expiresAt = own.expiresAt().isAfter(last.expiresAt()) ? own.expiresAt() : last.expiresAt();
        return issued(last, issuedAt, expiresAt, Map.of(Credential.TOKEN, last.token(), EXCHANGED, own.token()));
    }

    private Granted exchanged(URI endpoint, SortedSet<String> asked, Purpose purpose, Granted own, String requestId) {
        try {
            return grants.ask(
                    messages.exchange(endpoint, asked, purpose, own.token()).named(requestId), asked);
        } catch (JitException e) {
            throw grants.withdrawn(own, e);
        }
    }

    private static Issued issued(Granted granted, Instant issuedAt, Instant expiresAt, Map<String, Secret> tokens) {
        return new Issued(
                Credential.token(granted.token()), granted.scope(), issuedAt, expiresAt, new Handle(Map.of(), tokens));
    }

    /** All of a chain, the handed over first, and each whatever becomes of the other. */
    @Override
    public void revoke(Handle handle) {
        JitException first = null;
        for (Secret token : tokens(handle)) {
            try {
                tokens.revoke(token);
            } catch (JitException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** RFC 7009 wants the token, which is not to be shown: another way is the authority's own, and its users' to know. */
    @Override
    public String byHand(Handle handle) {
        return settings.byHand();
    }

    /** What is true of all of a chain; else UNKNOWN, so that nothing is proven by a prober that could see only some. */
    @Override
    public Liveness probe(Handle handle) {
        if (settings.prove() == OAuth2Settings.Prove.NONE) {
            return Liveness.UNKNOWN;
        }
        Set<Liveness> seen = EnumSet.noneOf(Liveness.class);
        for (Secret token : tokens(handle)) {
            seen.add(tokens.probe(token));
        }
        return seen.size() == 1 ? seen.iterator().next() : Liveness.UNKNOWN;
    }

    private SortedSet<String> scope(CredentialRequest request) {
        SortedSet<String> asked = request.scope().part(OAuth2Grants.SCOPE);
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

    private static List<Secret> tokens(Handle handle) {
        Secret token = handle.sealed().get(Credential.TOKEN);
        if (token == null) {
            throw new IllegalArgumentException("this handle is another issuer's");
        }
        Secret exchanged = handle.sealed().get(EXCHANGED);
        return exchanged == null ? List.of(token) : List.of(token, exchanged);
    }
}
