package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Request;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebFailure;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/**
 * An octo-sts, which exchanges an identity token for one of its GitHub App's, as a file in the repository allows. Nobody stores a
 * key. Its answer is a token and nothing else, so GitHub is asked what that opens; what may be done there, GitHub does not say.
 *
 * @see <a href="https://github.com/octo-sts/app">octo-sts</a>
 */
final class OctoStsIssuer implements CredentialIssuer {
    static final IssuerDeclaration DECLARATION = new IssuerDeclaration(
            "an identity token",
            "GitHub is asked which repositories it opens; another or more is revoked and refused. Its permissions nobody says",
            "60 minutes; our own process revokes in time",
            "the token, at most an hour",
            "*uncertain*; GitHub ends it within the hour");

    /** How long GitHub lets a token of an App live. */
    private static final Duration LIFE = Duration.ofHours(1);

    private final OctoStsSettings settings;
    private final Web web;
    private final IdentityTokens identities;
    private final InstallationTokens tokens;
    private final Clock clock;

    OctoStsIssuer(OctoStsSettings settings, Web web, IdentityTokens identities, Clock clock) {
        this.settings = settings;
        this.web = web;
        this.identities = identities;
        this.tokens = new InstallationTokens(new GitHubWire(settings.github(), web));
        this.clock = clock;
    }

    /** What keeps a scope from being a request to an octo-sts; empty if nothing. */
    static Optional<String> complaint(Scope scope) {
        SortedSet<String> repositories = scope.part(RepositoryAccess.REPOSITORIES);
        boolean one = scope.parts().size() == 1 && repositories.size() == 1;
        return one && RepositoryAccess.isFullName(repositories.first())
                ? Optional.empty()
                : Optional.of(
                        "names one of repositories, OWNER/NAME, and nothing else: its trust policy says the rest");
    }

    @Override
    public IssuerFacts facts() {
        return new IssuerFacts(
                settings.name(),
                settings.url().toString(),
                Revocability.IMMEDIATE,
                RevocationAuthority.SELF,
                true,
                GitHubAppIssuer.OUTLIVES);
    }

    @Override
    public void prepare() {
        web.warmUp(settings.github().api());
        GitHubAnswer.rehearse();
    }

    @Override
    public Issued issue(CredentialRequest request, String requestId) {
        complaint(request.scope()).ifPresent(complaint -> {
            throw new JitException.Misconfigured(
                    new Problem("request: " + complaint, "profile " + request.profile(), ""));
        });
        String repository = request.scope().part(RepositoryAccess.REPOSITORIES).first();
        Instant issuedAt = clock.instant();
        Secret token = exchanged(repository, requestId);
        checkReach(token, repository);
        return new Issued(
                Credential.token(token),
                request.scope(),
                issuedAt,
                clock.instant().plus(LIFE),
                InstallationTokens.handle(token));
    }

    @Override
    public void revoke(Handle handle) {
        tokens.revoke(handle);
    }

    @Override
    public Liveness probe(Handle handle) {
        return tokens.probe(handle);
    }

    private Secret exchanged(String repository, String requestId) {
        IdentityToken shown = identities.fresh(settings.audience());
        GitHubAnswer answer;
        try {
            answer = GitHubAnswer.of(web.send(Request.get(settings.exchange(repository))
                    .header("X-Request-Id", requestId)
                    .secretHeader(
                            "Authorization", Secret.of("Bearer " + shown.token().reveal()))));
        } catch (WebFailure e) {
            throw Refusals.of(e);
        }
        if (answer.status() != 200) {
            throw refusal(answer, repository, shown.identity());
        }
        String token = answer.json().path("token").asText("");
        if (!InstallationTokens.isOne(token)) {
            throw new JitException.Uncertain(
                    new Problem(settings.url() + " sent an answer without a token in it", "", ""), null);
        }
        return Secret.of(token);
    }

    /** Hands on nothing of which is not known that it opens this repository and no other. */
    private void checkReach(Secret token, String repository) {
        GitHubAnswer answer;
        try {
            answer = tokens.repositories(token);
        } catch (JitException e) {
            throw tokens.takenBack(
                    token, settings.url() + " granted a token, and GitHub did not say what it opens", "");
        }
        String opened =
                answer.json().path("repositories").path(0).path("full_name").asText("");
        if (answer.status() != 200 || answer.json().path("total_count").asInt() != 1) {
            throw tokens.takenBack(
                    token,
                    settings.url() + " granted a token for more, or other, repositories than " + repository,
                    "Narrow the trust policy " + settings.identity() + ".");
        }
        if (!opened.equalsIgnoreCase(repository)) {
            throw tokens.takenBack(
                    token, settings.url() + " granted a token for another repository than " + repository, "");
        }
    }

    private JitException refusal(GitHubAnswer answer, String repository, Identity identity) {
        int status = answer.status();
        if (status == 429 || status == 503 || status == 408) {
            return new JitException.Unavailable(
                    new Problem(settings.url() + " can't answer now (HTTP " + status + ")", "", answer.message()),
                    answer.http().retryAfter().orElse(null),
                    null);
        }
        if (status >= 500 || status < 400) {
            return new JitException.Uncertain(
                    new Problem(settings.url() + " failed (HTTP " + status + ")", "", answer.message()), null);
        }
        return new JitException.Refused(
                new Problem(
                        settings.url() + " refused a token for " + repository + " (HTTP " + status + ")",
                        "",
                        ("Compare .github/chainguard/" + settings.identity()
                                        + ".sts.yaml there with the identity: issuer " + Text.quote(identity.issuer())
                                        + ", subject " + Text.quote(identity.subject()) + ", audience "
                                        + Text.quote(settings.audience()) + ". " + answer.message())
                                .strip()),
                null);
    }
}
