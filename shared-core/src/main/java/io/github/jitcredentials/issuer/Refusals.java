package io.github.jitcredentials.issuer;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.Optional;
import net.minidev.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * What an answer that is no success means (RFC 6749 section 5.2), and what to do about it. The {@code error} field decides,
 * not the status: the same error comes with 400 from one authority and 401 from another.
 *
 * <p>503 and 429 mean that nothing was done (RFC 9110 section 15.6.4, RFC 6585 section 4). Any other 5xx may come from
 * something between us and an authority that did the work, so it is uncertain.
 */
final class Refusals {
    private final OAuth2Settings settings;

    Refusals(OAuth2Settings settings) {
        this.settings = settings;
    }

    /**
     * @param asked what the authority was asked for, in words: {@code scope repo:write}
     * @param identity whose token was sent; null if none was
     * @param stale whether that token had been sent before
     */
    JitException of(Answer answer, String asked, @Nullable Identity identity, boolean stale) {
        int status = answer.status();
        String error = error(answer).orElse("");
        if (status == 503 || status == 429 || status == 408 || error.equals("temporarily_unavailable")) {
            return new JitException.Unavailable(
                    new Problem(settings.url() + " can't answer now (HTTP " + status + ")", "", ""),
                    answer.retryAfter().orElse(null),
                    null);
        }
        if (status >= 500 || error.equals("server_error")) {
            return uncertain(settings.url() + " failed (HTTP " + status + ")", said(answer));
        }
        if (status < 400) {
            return uncertain(
                    settings.url() + " sent an answer that makes no sense (HTTP " + status + ")", said(answer));
        }
        String what = error.isEmpty()
                ? settings.url() + " refused the request (HTTP " + status + ")"
                : settings.url() + " refused the request: " + error + " (HTTP " + status + ")";
        String todo = stale
                ? "This identity token was sent before, and the authority may take each only once."
                : advice(error, asked, identity);
        return new JitException.Refused(new Problem(what, "", (todo + " " + said(answer)).strip()), null);
    }

    /** The authority can't do at all what is needed. */
    JitException.Refused lacks(String endpoint, String todo) {
        return new JitException.Refused(
                new Problem(settings.url() + " offers no " + endpoint + " endpoint", "", "Set " + todo + "."), null);
    }

    /** A request that got no answer at all. */
    static JitException of(WebFailure failure) {
        return switch (failure.kind()) {
            case NEVER_SENT -> new JitException.Unavailable(failure.problem(), null, failure);
            case SENT_NO_ANSWER -> new JitException.Uncertain(failure.problem(), failure);
            case REDIRECTED -> new JitException.Refused(failure.problem(), failure);
        };
    }

    /** The {@code error} field, if there is one that looks as RFC 6749 wants it. */
    static Optional<String> error(Answer answer) {
        try {
            JSONObject json = JSONObjectUtils.parse(answer.body());
            return json.get("error") instanceof String error && error.matches("[A-Za-z0-9_.-]{1,60}")
                    ? Optional.of(answer.excerpt(error))
                    : Optional.empty();
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    private static JitException.Uncertain uncertain(String what, String todo) {
        return new JitException.Uncertain(new Problem(what, "", todo), null);
    }

    private String advice(String error, String asked, @Nullable Identity identity) {
        return switch (error) {
            case "invalid_client" -> unknownClient(identity) + unknownTarget();
            case "invalid_grant" ->
                identity == null
                        ? "It does not accept what it was shown."
                        : "It does not accept an identity token of " + Text.quote(identity.issuer()) + " for "
                                + Text.quote(identity.subject()) + ": compare what it trusts, and audience "
                                + Text.quote(settings.audience()) + ".";
            case "invalid_scope" ->
                "It does not grant this client " + asked + ": compare request.scope with its own list.";
            case "invalid_target" -> "It does not know that target: compare target-audience and resource.";
            case "unauthorized_client", "unsupported_grant_type" ->
                "Allow the grant " + Text.word(settings.grant()) + " for this client at the authority.";
            case "access_denied" -> "Its own rules forbid " + asked + " to this client.";
            default -> "";
        };
    }

    /** Keycloak calls it an invalid client too when it does not know whom an exchange is for. */
    private String unknownTarget() {
        boolean exchanging = settings.grant() == OAuth2Settings.Grant.TOKEN_EXCHANGE;
        return exchanging && !settings.targetAudience().isEmpty()
                ? " See also that it knows target-audience " + Text.quote(settings.targetAudience()) + "."
                : "";
    }

    private String unknownClient(@Nullable Identity identity) {
        return switch (settings.authenticate()) {
            case IDENTITY ->
                "This authority knows no client whose subject is "
                        + (identity == null ? "ours" : Text.plain(identity.subject()))
                        + ". If it should: does it trust "
                        + (identity == null ? "its issuer" : Text.plain(identity.issuer()))
                        + ", and is " + Text.plain(settings.audience()) + " the audience it wants?";
            case SECRET ->
                "It knows no client " + Text.quote(settings.client()) + " with the secret found at "
                        + settings.secretPlace() + ".";
            case KEY ->
                "It knows no client " + Text.quote(settings.client()) + " with the public half of the key at "
                        + settings.secretPlace() + ", or wants another audience than "
                        + Text.plain(settings.audience()) + ".";
            case NONE -> "It knows no public client " + Text.quote(settings.client()) + ".";
        };
    }

    /** The authority's own words, without what we sent it. */
    private static String said(Answer answer) {
        String text;
        try {
            JSONObject json = JSONObjectUtils.parse(answer.body());
            text = json.get("error_description") instanceof String description ? answer.excerpt(description) : "";
        } catch (ParseException e) {
            text = answer.excerpt();
        }
        return text.isEmpty() ? "" : "It says: " + text;
    }
}
