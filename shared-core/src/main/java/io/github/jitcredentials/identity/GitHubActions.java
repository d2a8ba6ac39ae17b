package io.github.jitcredentials.identity;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Origin;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * GitHub Actions, asked for a fresh token at each call, as its OpenID Connect reference says: GET
 * {@code ACTIONS_ID_TOKEN_REQUEST_URL} with the audience added and the request token as bearer, answered by
 * {@code {"value": "JWT"}}. A token lives five minutes, so none is kept.
 */
final class GitHubActions implements IdentitySource {
    /** Who signs unless the configuration names an enterprise's own issuer. */
    static final String ISSUER = "https://token.actions.githubusercontent.com";

    static final String REQUEST_URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
    static final String REQUEST_TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

    /** The only algorithm it signs with. */
    static final Set<String> ALGORITHMS = Set.of("RS256");

    private static final int TRIES = 2;
    private static final String GRANT = " is not set: add \"permissions: id-token: write\" to the job";
    private static final String WHERE_ELSE =
            "(and to its caller, for a reusable workflow; pull requests from forks don't get it)";

    private final String name;
    private final String url;
    private final Optional<Secret> requestToken;
    private final Web web;
    private final TokenVerifier verifier;

    GitHubActions(String name, Map<String, String> environment, Web web, TokenVerifier verifier) {
        this.name = name;
        this.url = environment.getOrDefault(REQUEST_URL, "").strip();
        this.requestToken = Optional.of(
                        environment.getOrDefault(REQUEST_TOKEN, "").strip())
                .filter(text -> !text.isEmpty())
                .map(Secret::of);
        this.web = web;
        this.verifier = verifier;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Problem> absent() {
        if (url.isEmpty()) {
            return Optional.of(new Problem(REQUEST_URL + GRANT, name, WHERE_ELSE));
        }
        return requestToken.isPresent()
                ? Optional.empty()
                : Optional.of(new Problem(REQUEST_TOKEN + GRANT, name, WHERE_ELSE));
    }

    @Override
    public IdentityToken token(String audience) {
        IdentityToken token = verifier.verify(fetch(request(audience)), audience);
        GitHubSubject.contradiction(token.identity()).ifPresent(why -> {
            throw Words.noIdentity(name, why, "");
        });
        return token;
    }

    @Override
    public Renewability renewability() {
        return Renewability.CARRIED;
    }

    private Request request(String audience) {
        absent().ifPresent(reason -> {
            throw Words.noIdentity(name, reason.what(), reason.todo());
        });
        String separator = url.indexOf('?') < 0 ? "?" : "&";
        String query = separator + "audience=" + URLEncoder.encode(audience, StandardCharsets.UTF_8);
        try {
            URI uri = Origin.parse(url + query);
            return Request.get(uri)
                    .header("Accept", "application/json")
                    .secretHeader(
                            "Authorization",
                            Secret.of("Bearer " + requestToken.orElseThrow().reveal()));
        } catch (IllegalArgumentException e) {
            // The message is ours: it says what is wrong and repeats no token.
            throw Words.noIdentity(name, REQUEST_URL + " can't be asked: " + Words.quote(Words.of(e)), "");
        }
    }

    /** Asks once more where no answer came, or one that says "not now": a token that nobody used does no harm. */
    private Secret fetch(Request request) {
        for (int tried = 1; ; tried++) {
            try {
                Answer answer = web.send(request);
                if (answer.status() < 500 || tried == TRIES) {
                    return value(answer);
                }
            } catch (WebFailure e) {
                if (e.kind() == WebFailure.Kind.REDIRECTED || tried == TRIES) {
                    throw Words.noIdentity(
                            name,
                            "GitHub gave no token: " + e.problem().where() + " "
                                    + e.problem().what(),
                            e.problem().todo());
                }
            }
        }
    }

    private Secret value(Answer answer) {
        if (answer.status() != 200) {
            boolean refused = answer.status() == 401 || answer.status() == 403;
            throw Words.noIdentity(
                    name,
                    "GitHub gave no token: HTTP " + answer.status() + " " + answer.excerpt(),
                    refused ? "A request token ends with its job." : "");
        }
        try {
            String value = JSONObjectUtils.getString(JSONObjectUtils.parse(answer.body()), "value");
            if (value != null && !value.isBlank()) {
                return Secret.of(value.strip());
            }
        } catch (ParseException e) {
            // Its message quotes the answer, which may hold a token.
            throw noValue();
        }
        throw noValue();
    }

    private JitException.NoIdentity noValue() {
        return Words.noIdentity(name, "GitHub's answer holds no token", "");
    }
}
