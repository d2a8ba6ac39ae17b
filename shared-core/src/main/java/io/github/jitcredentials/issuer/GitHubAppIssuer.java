package io.github.jitcredentials.issuer;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHApp;
import org.kohsuke.github.GHAppInstallation;
import org.kohsuke.github.GHAppInstallationToken;
import org.kohsuke.github.GHPermissionType;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GHRepositorySelection;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.authorization.AuthorizationProvider;

/**
 * A GitHub App, which grants tokens of its installation for chosen repositories and permissions. They live for an hour, whatever
 * is asked, so that a shorter life is a revocation by whoever holds the lease. GitHub has no place for a request's id.
 *
 * @see <a href="https://docs.github.com/en/rest/apps/apps">Apps</a>
 */
final class GitHubAppIssuer implements CredentialIssuer {
    static final IssuerDeclaration DECLARATION = new IssuerDeclaration(
            "the App's key, in a file, a variable, or a vault that signs for an identity token",
            "repositories and permissions are always sent, and the grant is compared with both; more is revoked and refused",
            "60 minutes; our own process revokes in time",
            "the token, at most an hour",
            "*uncertain*; GitHub ends it within the hour");

    static final String OUTLIVES = "what was pushed or started with it stays, as a workflow that a push started";

    private final GitHubAppSettings settings;
    private final Web web;
    private final GitHubWire wire;
    private final Installations installations;
    private final AppTokens appTokens;
    private final InstallationTokens tokens;
    private final Clock clock;

    /** @param installations what is known of them, shared by all issuers of one authority */
    GitHubAppIssuer(GitHubAppSettings settings, Web web, Installations installations, AppSigner signer, Clock clock) {
        this.settings = settings;
        this.web = web;
        this.wire = new GitHubWire(settings.address(), web);
        this.installations = installations;
        this.appTokens = new AppTokens(settings.app(), signer);
        this.tokens = new InstallationTokens(wire);
        this.clock = clock;
    }

    @Override
    public IssuerFacts facts() {
        return new IssuerFacts(
                settings.name(),
                settings.address().toString(),
                Revocability.IMMEDIATE,
                RevocationAuthority.SELF,
                true,
                OUTLIVES);
    }

    /** For revoking and probing, which is what a guardian does; the library is for whoever issues. */
    @Override
    public void prepare() {
        web.warmUp(settings.address().api());
        GitHubAnswer.rehearse();
    }

    @Override
    public Issued issue(CredentialRequest request, String requestId) {
        RepositoryAccess asked = RepositoryAccess.of(request);
        GitHubAppConnector connector = connector(asked);
        try {
            return issue(asked, connector);
        } catch (JitException.Refused e) {
            if (!connector.hasMovedOn()) {
                throw e;
            }
            // Nothing was granted by an installation that is not there. The App may have been installed anew.
            return issue(asked, connector(asked));
        }
    }

    @Override
    public void revoke(Handle handle) {
        tokens.revoke(handle);
    }

    @Override
    public Liveness probe(Handle handle) {
        return tokens.probe(handle);
    }

    private GitHubAppConnector connector(RepositoryAccess asked) {
        return new GitHubAppConnector(wire, appTokens, installations, asked, clock);
    }

    private Issued issue(RepositoryAccess asked, GitHubAppConnector connector) {
        Instant issuedAt = clock.instant();
        try {
            GitHub github = new GitHubBuilder()
                    .withEndpoint(settings.address().toString())
                    .withConnector(connector)
                    .withAuthorizationProvider(AuthorizationProvider.ANONYMOUS)
                    .build();
            GHAppInstallationToken granted = installation(github.getApp(), asked)
                    .createToken()
                    .repositories(new ArrayList<>(asked.repositories()))
                    .permissions(permissions(asked))
                    .create();
            return issued(asked, granted, connector, issuedAt);
        } catch (JitException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The library could not read the answer. Its words may quote that, so they are left out.
            throw connector
                    .granted()
                    .map(token -> tokens.takenBack(
                            token, settings.address() + " granted a token in an answer that can't be read", ""))
                    .orElseGet(() -> new JitException.Uncertain(
                            new Problem(settings.address() + " sent an answer that can't be read", "", ""), null));
        }
    }

    private GHAppInstallation installation(GHApp app, RepositoryAccess asked) throws IOException {
        return settings.installation() == GitHubAppSettings.Installation.ORGANIZATION
                ? app.getInstallationByOrganization(asked.owner())
                : app.getInstallationByRepository(
                        asked.owner(), asked.repositories().first());
    }

    private static Map<String, GHPermissionType> permissions(RepositoryAccess asked) {
        Map<String, GHPermissionType> permissions = new TreeMap<>();
        asked.permissions()
                .forEach((name, level) ->
                        permissions.put(name, GHPermissionType.valueOf(level.toUpperCase(Locale.ROOT))));
        return permissions;
    }

    private Issued issued(
            RepositoryAccess asked, GHAppInstallationToken granted, GitHubAppConnector connector, Instant issuedAt)
            throws IOException {
        Secret token = connector.granted().orElseThrow(IOException::new);
        if (!InstallationTokens.isOne(token.reveal())) {
            throw new IOException();
        }
        List<GHRepository> repositories = granted.getRepositories();
        boolean all = granted.getRepositorySelection() == GHRepositorySelection.ALL || repositories == null;
        List<String> names = repositories == null
                ? List.of()
                : repositories.stream().map(GHRepository::getFullName).toList();
        Scope scope = asked.granted(all, names, granted.getPermissions());
        Instant end = end(granted.getExpiresAt(), connector);
        return new Issued(Credential.token(token), scope, issuedAt, end, InstallationTokens.handle(token));
    }

    /** GitHub says when by its own clock, which may differ from ours: what counts is how long that is from its now. */
    private Instant end(@Nullable Date expires, GitHubAppConnector connector) {
        if (expires == null) {
            return Instant.MAX;
        }
        Instant end = expires.toInstant();
        return connector
                .grantedAt()
                .map(theirs -> clock.instant().plus(Duration.between(theirs, end)))
                .orElse(end);
    }
}
