package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Has the transit engine of an OpenBao or Vault sign, which keeps the App's key to itself. Logs in for each signature with an
 * identity token of its own, and out again.
 *
 * @see <a href="https://openbao.org/api-docs/secret/transit/">Transit</a>
 */
final class TransitSigner implements AppSigner {
    private static final String SIGNATURE = "vault:v\\d{1,9}:[A-Za-z0-9+/]+={0,2}";

    private final TransitSettings settings;
    private final String audience;
    private final Web web;
    private final IdentityTokens identities;

    TransitSigner(TransitSettings settings, String audience, Web web, IdentityTokens identities) {
        this.settings = settings;
        this.audience = audience;
        this.web = web;
        this.identities = identities;
    }

    @Override
    public byte[] sign(byte[] text) {
        Secret login = login(identities.fresh(audience));
        try {
            return sign(text, login);
        } finally {
            logOut(login);
        }
    }

    private Secret login(IdentityToken shown) {
        ObjectNode body =
                body().put("role", settings.role()).put("jwt", shown.token().reveal());
        GitHubAnswer answer = send(
                Request.json("POST", settings.at("auth/" + settings.login() + "/login"), Secret.of(body.toString()))
                        .hiding(shown.token()),
                null);
        String token = answer.json().path("auth").path("client_token").asText("");
        if (answer.status() != 200 || token.isEmpty()) {
            Identity identity = shown.identity();
            throw refusal(
                    answer,
                    "a login at auth/" + settings.login(),
                    "Compare role " + Text.quote(settings.role()) + " with the identity: issuer "
                            + Text.quote(identity.issuer()) + ", subject " + Text.quote(identity.subject())
                            + ", audience " + Text.quote(audience) + ".");
        }
        return Secret.of(token);
    }

    private byte[] sign(byte[] text, Secret login) {
        ObjectNode body = body().put("input", Base64.getEncoder().encodeToString(text))
                .put("hash_algorithm", "sha2-256")
                .put("signature_algorithm", "pkcs1v15");
        String place = settings.path() + "/sign/" + settings.key();
        GitHubAnswer answer = send(Request.json("POST", settings.at(place), Secret.of(body.toString())), login);
        String signature = answer.json().path("data").path("signature").asText("");
        if (answer.status() != 200 || !signature.matches(SIGNATURE)) {
            throw refusal(
                    answer,
                    "a signature by " + place,
                    "Its policy needs: path \"" + place + "\" { capabilities = [\"update\"] }, and the key is of type"
                            + " rsa-2048 or longer.");
        }
        return Base64.getDecoder().decode(signature.substring(signature.lastIndexOf(':') + 1));
    }

    /** Best effort: what is left of a login lives no longer than its role lets it. */
    private void logOut(Secret login) {
        try {
            send(Request.json("POST", settings.at("auth/token/revoke-self"), Secret.of("{}")), login);
        } catch (JitException e) {
            return;
        }
    }

    private static ObjectNode body() {
        return JsonNodeFactory.instance.objectNode();
    }

    private GitHubAnswer send(Request request, @Nullable Secret token) {
        Request named = request.header("X-Vault-Request", "true");
        if (!settings.namespace().isEmpty()) {
            named = named.header("X-Vault-Namespace", settings.namespace());
        }
        try {
            return GitHubAnswer.of(web.send(token == null ? named : named.secretHeader("X-Vault-Token", token)));
        } catch (WebFailure e) {
            // A login or a signature that got lost changed nothing at GitHub.
            throw e.kind() == WebFailure.Kind.REDIRECTED
                    ? new JitException.Refused(e.problem(), e)
                    : new JitException.Unavailable(e.problem(), null, e);
        }
    }

    private JitException refusal(GitHubAnswer answer, String what, String advice) {
        int status = answer.status();
        String said = answer.json().path("errors").isArray()
                ? answer.http().excerpt(answer.json().path("errors").toString())
                : "";
        boolean no = status >= 400 && status < 500 && status != 408 && status != 412 && status != 429;
        Problem problem = new Problem(
                settings.url() + (no ? " refused " : " has no answer to the request for ") + what + " (HTTP " + status
                        + ")",
                "",
                ((no ? advice : "") + (said.isEmpty() ? "" : " It says: " + said)).strip());
        return no
                ? new JitException.Refused(problem, null)
                : new JitException.Unavailable(
                        problem, answer.http().retryAfter().orElse(null), null);
    }
}
