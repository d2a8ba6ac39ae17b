package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.authority.AuthoritySettings;
import io.github.jitcredentials.authority.TrialAuthority;
import io.github.jitcredentials.authority.ci.TrialCi;
import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.frontend.GuardianParts;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.identity.Identities;
import io.github.jitcredentials.identity.IdentitySource;
import io.github.jitcredentials.identity.IdentitySources;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.issuer.NamedSecrets;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of GitHub Actions, as far as it can be told by what it finds in its environment, against the trial authority. */
class GitHubActionsTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    @Test
    void job_isIdentifiedIssuedToAndRevokedForByWhoeverCarriesItsRequestToken() throws IOException {
        AuthoritySettings settings = AuthoritySettings.trial(folder.resolve("ci"))
                .withCiClaims(Map.of(
                        "sub", "repo:acme@123/app@456:ref:refs/heads/main",
                        "repository_id", "456",
                        "repository_owner_id", "123",
                        "run_attempt", "1"));
        try (TrialAuthority authority = TrialAuthority.start(settings);
                Web web = new Web(WebSettings.standard(), CLOCK)) {
            TrialCi ci = authority.ci().orElseThrow();
            Map<String, String> environment = Map.of(
                    "ACTIONS_ID_TOKEN_REQUEST_URL",
                    ci.requestUrl().toString(),
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                    Files.readString(ci.requestTokenFile()));
            Configuration configuration = configuration(authority, ci);
            IdentitySpec identity = configuration.identities().get(0);
            IdentitySource source = IdentitySources.create(identity, environment, web, CLOCK);
            Profile deploy = configuration.profile("deploy", "profile");
            IssuerSpec issuer = configuration.issuer(deploy);

            IdentityToken token = source.token(Issuers.audience(issuer));
            Task task = new Task("test", "deploy", deploy.purpose(token.identity(), null));
            assertThat(configuration.policy().decide(token.identity(), deploy.request(task)))
                    .isInstanceOf(Decision.Permit.class);
            CredentialIssuer asked =
                    Issuers.create(issuer, web, Identities.tokens(source), new NamedSecrets(environment), CLOCK);
            Issued issued = asked.issue(deploy.request(task), "request-1");
            assertThat(authority.live()).hasSize(1);

            // The guardian's environment is empty: it knows what it was given, or nothing.
            GuardianParts guardian = new GuardianParts();
            assertThatThrownBy(() -> guardian.create(issuer, identity, Map.of()).revoke(issued.handle()))
                    .isInstanceOf(JitException.NoIdentity.class);
            assertThat(authority.live()).hasSize(1);
            guardian.create(issuer, identity, carried(environment)).revoke(issued.handle());
            assertThat(authority.live()).isEmpty();
        }
    }

    private static Configuration configuration(TrialAuthority authority, TrialCi ci) {
        String text = """
                version: 1
                identity:
                  - github-actions: { issuer: ISSUER }
                issuers:
                  trial:
                    oauth2: { url: URL, client: trial-assertion, grant: client-credentials, authenticate: identity }
                profiles:
                  deploy:
                    issuer: trial
                    request: { scope: [repo:write] }
                    ttl: 5m
                    deliver: { env: { DEPLOY_TOKEN: token } }
                policy:
                  releases from main:
                    permit: deploy
                    from: github-actions
                    when: { repository: acme/app, claim.repository_id: 456, replayed: false, change_request: false }
                """;
        return ConfigurationFile.parse(
                text.replace("ISSUER", ci.issuer().toString())
                        .replace("URL", authority.url().toString()),
                "jit-credentials.yml",
                Path.of("/"));
    }

    private static Map<String, Secret> carried(Map<String, String> environment) {
        Map<String, Secret> carried = new TreeMap<>();
        environment.forEach((name, value) -> carried.put("env:" + name, Secret.of(value)));
        return carried;
    }
}
