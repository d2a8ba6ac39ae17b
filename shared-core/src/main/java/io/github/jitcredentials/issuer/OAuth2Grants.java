package io.github.jitcredentials.issuer;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.issuer.OAuth2Messages.Composed;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import net.minidev.json.JSONObject;

/** Asks for single tokens, and takes back what must not be handed over. Thread safe. */
final class OAuth2Grants {
    static final String SCOPE = "scope";

    /** RFC 6749 appendix A.12, less the space, which would end the header's value. */
    private static final String TOKEN = "[\\x21-\\x7e]+";

    /**
     * One token.
     *
     * @param expiresAt {@link Instant#MAX} if the authority names no end
     */
    record Granted(Secret token, Scope scope, Instant expiresAt) {}

    private final OAuth2Settings settings;
    private final Web web;
    private final OAuth2Tokens tokens;
    private final Refusals refusals;
    private final Clock clock;

    OAuth2Grants(OAuth2Settings settings, Web web, OAuth2Tokens tokens, Clock clock) {
        this.settings = settings;
        this.web = web;
        this.tokens = tokens;
        this.refusals = new Refusals(settings);
        this.clock = clock;
    }

    /** @throws JitException as {@link CredentialIssuer#issue} does */
    Granted ask(Composed message, SortedSet<String> asked) {
        Answer answer = message.sentBy(web);
        if (answer.status() != 200) {
            throw refusals.of(answer, "scope " + String.join(" ", asked), message.identity(), message.stale());
        }
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
            return granted(response.getTokens().getAccessToken(), asked, granted);
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

    private Granted granted(AccessToken token, SortedSet<String> asked, List<Secret> granted) {
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
        return new Granted(Secret.of(token.getValue()), scope, expiresAt);
    }

    /** Takes back what must not be handed over. */
    private JitException undone(List<Secret> granted, String what, String todo) {
        for (Secret secret : granted) {
            try {
                tokens.revoke(secret);
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

    /**
     * Takes back a token for which nothing could be had.
     *
     * @param failure why
     * @return what to throw: the failure, or what is worse
     */
    JitException withdrawn(Granted own, JitException failure) {
        try {
            tokens.revoke(own.token());
            return failure;
        } catch (JitException | UnsupportedOperationException e) {
            failure.addSuppressed(e);
            String until = own.expiresAt().equals(Instant.MAX) ? "it expires" : String.valueOf(own.expiresAt());
            return new JitException.Uncertain(
                    new Problem(
                            settings.url() + " granted a token that could not be exchanged, nor taken back",
                            "",
                            "It lives until " + until + ", and nobody has it. "
                                    + failure.problems().get(0).what()),
                    failure);
        }
    }
}
