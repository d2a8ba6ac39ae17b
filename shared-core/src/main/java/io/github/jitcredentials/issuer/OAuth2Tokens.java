package io.github.jitcredentials.issuer;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import io.github.jitcredentials.http.Answer;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.issuer.OAuth2Messages.Composed;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.net.URI;
import java.util.Optional;

/** Ends single tokens (RFC 7009), and asks about them (RFC 7662). Thread safe. */
final class OAuth2Tokens {
    private final OAuth2Settings settings;
    private final Web web;
    private final Discovery discovery;
    private final OAuth2Messages messages;
    private final Refusals refusals;

    OAuth2Tokens(OAuth2Settings settings, Web web, Discovery discovery, OAuth2Messages messages) {
        this.settings = settings;
        this.web = web;
        this.discovery = discovery;
        this.messages = messages;
        this.refusals = new Refusals(settings);
    }

    /** As {@link CredentialIssuer#revoke}. */
    void revoke(Secret token) {
        if (!settings.revocable()) {
            throw new UnsupportedOperationException(settings.name() + " can't revoke");
        }
        URI endpoint = discovery
                .endpoints()
                .revocation()
                .orElseThrow(() -> refusals.lacks("revocation", "endpoints.revocation"));
        Composed message = messages.revocation(endpoint, token);
        Answer answer = message.sentBy(web);
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
     * As {@link CredentialIssuer#probe}.
     *
     * <p>Where the credential asks about itself, a 401 that says {@code invalid_token} (RFC 6750 section 3.1) is DEAD: it is
     * the credential that was not accepted. Any other refusal is about the asker and tells nothing.
     */
    Liveness probe(Secret token) {
        try {
            Optional<URI> endpoint = discovery.endpoints().introspection();
            return endpoint.isEmpty()
                    ? Liveness.UNKNOWN
                    : read(messages.introspection(endpoint.get(), token).sentBy(web));
        } catch (JitException.Uncertain e) {
            // A question that got lost changed nothing.
            throw new JitException.Unavailable(e.problems().get(0), null, e);
        } catch (JitException.Refused e) {
            return Liveness.UNKNOWN;
        }
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
}
