package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.util.Map;

/**
 * Tokens of a GitHub App's installation, once they are there: classic ({@code ghs_} and 36 characters) or stateless ({@code
 * ghs_APPID_JWT}, some 520). Nobody can end one but who holds it, so a handle is the token itself. Thread safe.
 *
 * @see <a href="https://docs.github.com/en/rest/apps/installations">Installations</a>
 */
final class InstallationTokens {
    /** What a token may consist of that travels in a header; no format's own letters, since GitHub changes them. */
    private static final String TOKEN = "[\\x21-\\x7e]{16,}";

    private final GitHubWire wire;

    InstallationTokens(GitHubWire wire) {
        this.wire = wire;
    }

    static boolean isOne(String text) {
        return text.matches(TOKEN);
    }

    static Handle handle(Secret token) {
        return new Handle(Map.of(), Map.of(Credential.TOKEN, token));
    }

    /** @throws JitException as {@link CredentialIssuer#revoke} */
    void revoke(Handle handle) {
        revoke(token(handle));
    }

    private void revoke(Secret token) {
        GitHubAnswer answer = wire.tell(Request.delete(wire.address().at("/installation/token")), token);
        // 401 is what a token hears that is dead already.
        if (answer.status() != 204 && answer.status() != 401) {
            throw wire.refusal(answer, "a token's end", "");
        }
    }

    /**
     * Asks in the token's own name what it opens. Only GitHub's own 401 says that it is dead: something between us may have
     * one, too.
     *
     * @throws JitException.Unavailable if nobody answered; ask again
     */
    Liveness probe(Handle handle) {
        GitHubAnswer answer;
        try {
            answer = repositories(token(handle));
        } catch (JitException.Refused e) {
            return Liveness.UNKNOWN;
        }
        if (answer.status() == 200) {
            return answer.json().path("repositories").isArray() ? Liveness.ALIVE : Liveness.UNKNOWN;
        }
        if (answer.status() == 401) {
            return answer.json().path("message").isTextual() ? Liveness.DEAD : Liveness.UNKNOWN;
        }
        if (answer.status() >= 500 || answer.isLimited()) {
            throw wire.unanswered(answer, "what a token opens", "");
        }
        return Liveness.UNKNOWN;
    }

    /** What a token opens: two of them are enough to know that it is more than one. */
    GitHubAnswer repositories(Secret token) {
        return wire.ask(Request.get(wire.address().at("/installation/repositories?per_page=2")), token);
    }

    /** Takes back what must not be handed over. */
    JitException takenBack(Secret token, String what, String todo) {
        try {
            revoke(token);
        } catch (JitException e) {
            return new JitException.Uncertain(
                    new Problem(
                            what + ", and it could not be taken back",
                            "",
                            ("GitHub ends it an hour after it was made. " + todo).strip()),
                    e);
        }
        return new JitException.Refused(new Problem(what + "; it was taken back", "", todo), null);
    }

    private static Secret token(Handle handle) {
        Secret token = handle.sealed().get(Credential.TOKEN);
        if (token == null) {
            throw new IllegalArgumentException("this handle is another issuer's");
        }
        return token;
    }
}
