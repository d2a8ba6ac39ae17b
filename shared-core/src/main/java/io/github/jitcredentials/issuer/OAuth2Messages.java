package io.github.jitcredentials.issuer;

import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.JWTBearerGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.issuer.OAuth2Settings.Authenticate;
import io.github.jitcredentials.issuer.OAuth2Settings.Grant;
import io.github.jitcredentials.issuer.OAuth2Settings.Prove;
import io.github.jitcredentials.issuer.OAuth2Settings.SubjectType;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Composes every request there is. Each gets identity tokens of its own. Thread safe. */
final class OAuth2Messages {
    /**
     * A request ready to be sent.
     *
     * @param identity whose token is in it; null if none is
     * @param stale whether that token was sent before
     */
    record Composed(Request request, @Nullable Identity identity, boolean stale) {
        /** @throws JitException if no answer came */
        Answer sentBy(Web web) {
            try {
                return web.send(request);
            } catch (WebFailure e) {
                throw Refusals.of(e);
            }
        }

        Composed named(String requestId) {
            return requestId.isEmpty()
                    ? this
                    : new Composed(request.header("X-Request-Id", requestId), identity, stale);
        }
    }

    private final OAuth2Settings settings;
    private final IdentityTokens identities;
    private final Function<String, Secret> secrets;
    private final Clock clock;
    /** The last identity token that was sent, to explain (and wait out) a refusal of its second use. */
    private final AtomicReference<@Nullable Secret> lastSent = new AtomicReference<>();

    OAuth2Messages(OAuth2Settings settings, IdentityTokens identities, Function<String, Secret> secrets, Clock clock) {
        this.settings = settings;
        this.identities = identities;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The one request of a credential that takes one. {@code purpose} is an extension that others ignore. */
    Composed token(URI endpoint, SortedSet<String> scope, Purpose purpose) {
        Proof proof = prove();
        if (settings.grant() == Grant.CLIENT_CREDENTIALS) {
            return token(endpoint, proof, new ClientCredentialsGrant(), scope, purpose, true);
        }
        IdentityToken subject = identity();
        AuthorizationGrant grant = settings.grant() == Grant.JWT_BEARER
                ? new JWTBearerGrant(parsed(subject))
                : exchange(
                        subject.token(),
                        settings.subjectType() == SubjectType.JWT ? TokenTypeURI.JWT : TokenTypeURI.ID_TOKEN);
        return token(endpoint, proof.with(subject, isStale(subject)), grant, scope, purpose, true);
    }

    /** A chain's first request: what is to be exchanged, for nobody in particular. */
    Composed own(URI endpoint, SortedSet<String> scope, Purpose purpose) {
        return token(endpoint, prove(), new ClientCredentialsGrant(), scope, purpose, false);
    }

    /** A chain's second request. */
    Composed exchange(URI endpoint, SortedSet<String> scope, Purpose purpose, Secret own) {
        return token(endpoint, prove(), exchange(own, TokenTypeURI.ACCESS_TOKEN), scope, purpose, true);
    }

    private AuthorizationGrant exchange(Secret subject, TokenTypeURI type) {
        return new TokenExchangeGrant(
                new TypelessAccessToken(subject.reveal()),
                type,
                null,
                null,
                TokenTypeURI.ACCESS_TOKEN,
                settings.targetAudience().isEmpty() ? null : List.of(new Audience(settings.targetAudience())));
    }

    private Composed token(
            URI endpoint,
            Proof proof,
            AuthorizationGrant grant,
            SortedSet<String> scope,
            Purpose purpose,
            boolean targeted) {
        TokenRequest.Builder request = proof.client() == null
                ? new TokenRequest.Builder(endpoint, new ClientID(settings.client()), grant)
                : new TokenRequest.Builder(endpoint, proof.client(), grant);
        request.scope(Scope.parse(scope)).customParameter("purpose", purpose.text());
        if (targeted && !settings.targetAudience().isEmpty() && !(grant instanceof TokenExchangeGrant)) {
            request.customParameter("audience", settings.targetAudience());
        }
        if (targeted) {
            Optional.ofNullable(settings.resource()).ifPresent(request::resource);
        }
        return sent(proof, Wire.request(request.build().toHTTPRequest()));
    }

    /** It was verified when it was got. */
    private static SignedJWT parsed(IdentityToken token) {
        try {
            return SignedJWT.parse(token.token().reveal());
        } catch (ParseException e) {
            throw new IllegalStateException("an identity token is no JWT");
        }
    }

    /** RFC 7009 section 2.1. */
    Composed revocation(URI endpoint, Secret token) {
        Proof proof = prove();
        var doomed = new BearerAccessToken(token.reveal());
        TokenRevocationRequest request = proof.client() == null
                ? new TokenRevocationRequest(endpoint, new ClientID(settings.client()), doomed)
                : new TokenRevocationRequest(endpoint, proof.client(), doomed);
        return sent(proof, Wire.request(request.toHTTPRequest()));
    }

    /** RFC 7662 section 2.1. */
    Composed introspection(URI endpoint, Secret token) {
        var asked = new BearerAccessToken(token.reveal());
        if (settings.prove() == Prove.SELF) {
            var request = new TokenIntrospectionRequest(endpoint, new BearerAccessToken(token.reveal()), asked);
            return new Composed(Wire.request(request.toHTTPRequest()), null, false);
        }
        Proof proof = prove();
        if (proof.client() == null) {
            Request request = Wire.request(new TokenIntrospectionRequest(endpoint, asked).toHTTPRequest());
            return sent(proof, request.field("client_id", settings.client()));
        }
        return sent(
                proof, Wire.request(new TokenIntrospectionRequest(endpoint, proof.client(), asked).toHTTPRequest()));
    }

    /** Gets what revoking will need, and keeps it to itself: a token counts as used once it is sent. */
    void rehearse() {
        prove();
    }

    private record Proof(
            @Nullable ClientAuthentication client, @Nullable IdentityToken token, boolean stale) {
        Proof with(IdentityToken subject, boolean itIsStale) {
            return new Proof(client, subject, stale || itIsStale);
        }
    }

    private Proof prove() {
        if (settings.authenticate() == Authenticate.IDENTITY) {
            IdentityToken token = identity();
            String subject = token.identity().subject();
            return new Proof(new ClientProof(settings.client(), subject, token.token()), token, isStale(token));
        }
        if (settings.authenticate() == Authenticate.KEY) {
            return new Proof(signed(), null, false);
        }
        if (settings.authenticate() == Authenticate.SECRET) {
            var secret = new com.nimbusds.oauth2.sdk.auth.Secret(secret().reveal());
            return new Proof(new ClientSecretBasic(new ClientID(settings.client()), secret), null, false);
        }
        return new Proof(null, null, false);
    }

    private IdentityToken identity() {
        return identities.fresh(settings.audience());
    }

    /** A token of the client's own, for one use and one minute (RFC 7523 section 3). */
    private ClientAuthentication signed() {
        try {
            SigningKey key = SigningKey.of(secret(), settings.keyId());
            return key.prove(settings.client(), settings.audience(), clock.instant());
        } catch (IllegalArgumentException e) {
            throw misplaced(settings.secretPlace() + " " + e.getMessage());
        }
    }

    private Secret secret() {
        try {
            return secrets.apply(settings.secretPlace());
        } catch (IllegalArgumentException e) {
            throw misplaced(String.valueOf(e.getMessage()));
        }
    }

    private JitException misplaced(String what) {
        String wanted = settings.authenticate() == Authenticate.KEY ? "private key" : "secret";
        return new JitException.Misconfigured(
                new Problem(what, "issuer " + settings.name(), "Put the client's " + wanted + " there."));
    }

    private boolean isStale(IdentityToken token) {
        Secret last = settings.reusable() ? null : lastSent.get();
        return last != null && token.token().equals(last);
    }

    private Composed sent(Proof proof, Request request) {
        IdentityToken token = proof.token();
        if (token == null) {
            return new Composed(request, null, false);
        }
        lastSent.set(token.token());
        return new Composed(request, token.identity(), proof.stale());
    }
}
