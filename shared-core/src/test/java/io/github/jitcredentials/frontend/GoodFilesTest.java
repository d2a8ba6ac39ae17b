package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.jitcredentials.frontend.Delivery.MavenServer;
import io.github.jitcredentials.frontend.Delivery.Style;
import io.github.jitcredentials.frontend.FileDelivery.Format;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GoodFilesTest {
    @Test
    void trialFile_reads() {
        Configuration trial = Examples.trial();

        assertThat(trial.identities()).singleElement().satisfies(identity -> {
            assertThat(identity.name()).isEqualTo("token-file");
            assertThat(identity.type()).isEqualTo("token-file");
            assertThat(identity.settings())
                    .containsOnly(
                            entry("path", "/run/ci/token"),
                            entry("issuer", "http://127.0.0.1:41873/ci"),
                            entry("jwks", "http://127.0.0.1:41873/ci/jwks"));
        });
        Profile deploy = trial.profile("deploy", "profile");
        assertThat(trial.issuer(deploy).type()).isEqualTo("oauth2");
        assertThat(trial.issuer(deploy).settings())
                .containsOnly(
                        entry("url", "http://127.0.0.1:41873"),
                        entry("client", "ci"),
                        entry("grant", "token-exchange"));
        assertThat(deploy)
                .isEqualTo(new Profile(
                        "deploy",
                        "trial",
                        Scope.of("scope", "repo:write"),
                        Duration.ofMinutes(5),
                        null,
                        "publish {ref_name}",
                        Destination.parse("http://127.0.0.1:35121/"),
                        new Delivery(new MavenServer("releases", Style.BEARER, "token"), Map.of()),
                        OnLeak.MASK));
    }

    @Test
    void frontPage_permitsReleasesOfProductionOnly() {
        Configuration frontPage = Examples.read("front-page.yml");
        Profile deploy = frontPage.profile("deploy", "profile");

        assertThat(decision(frontPage, deploy, Map.of("environment", "production")))
                .isInstanceOf(Decision.Permit.class);
        assertThat(frontPage.identities().get(0))
                .isEqualTo(new IdentitySpec("github-actions", "github-actions", new TreeMap<>()));
        assertThat(decision(frontPage, deploy, Map.of())).isInstanceOf(Decision.Deny.class);
    }

    private static Decision decision(Configuration configuration, Profile profile, Map<String, String> more) {
        Map<String, String> claims =
                new TreeMap<>(Map.of("repository", "acme/app", "ref", "refs/tags/v1.4.0", "event", "push"));
        claims.putAll(more);
        Identity identity = new Identity(
                "github-actions",
                "https://token.actions.githubusercontent.com",
                "repo:acme/app",
                claims,
                Instant.parse("2026-11-22T12:00:00Z"));
        Task task = new Task("test", "unit", profile.purpose(identity, null));
        return configuration.policy().decide(identity, profile.request(task));
    }

    @Test
    void everyKey_reads() {
        Configuration all = Examples.read("everything.yml");

        assertThat(all.identities())
                .extracting("name")
                .containsExactly("github-actions", "github-enterprise", "environment", "pod", "token-file");
        assertThat(all.issuers().keySet()).containsExactly("sso", "legacy");
        assertThat(all.profiles().keySet()).containsExactly("deploy", "snapshots", "notes");
        assertThat(all.issuers().get("legacy").settings())
                .containsOnly(
                        entry("url", "https://old.example.com"),
                        entry("client", "ci"),
                        entry("grant", "client-credentials"),
                        entry("authenticate", "secret"),
                        entry("secret", "file:/srv/project/client-secret"),
                        entry("target-audience", "repo"),
                        entry("resource", "https://repo.example.com"),
                        entry("endpoints.token", "https://old.example.com/token"),
                        entry("endpoints.revocation", "https://old.example.com/revoke"),
                        entry("endpoints.introspection", "https://old.example.com/introspect"));
        assertThat(all.profile("snapshots", "profile").deliver().mavenServer())
                .contains(new MavenServer("releases", Style.BASIC, "ci"));
        assertThat(all.profile("snapshots", "profile").renewal()).contains(Duration.ofHours(2));
        assertThat(all.profile("deploy", "profile").renewal()).isEmpty();
        assertThat(all.profile("deploy", "profile").deliver().env()).containsOnly(entry("DEPLOY_TOKEN", "token"));
        assertThat(all.profile("deploy", "profile").deliver().files())
                .containsOnly(
                        entry("app.token.file", FileDelivery.value("token")),
                        entry("app.same", FileDelivery.value("token")),
                        entry("app-properties", new FileDelivery(Format.PROPERTIES, null, null)),
                        entry("app_json", new FileDelivery(Format.JSON, null, null)),
                        entry("NETRC", new FileDelivery(Format.NETRC, "token", "ci")),
                        entry("DOCKER_CONFIG", new FileDelivery(Format.DOCKER_CONFIG, "token", "token")));
    }

    @Test
    void relativePaths_beginAtTheFile() {
        assertThat(Examples.read("everything.yml").identities().get(3).settings())
                .containsEntry("path", "/srv/project/tokens/ci")
                .containsEntry("jwks", "/srv/project/keys/jwks.json");
    }

    @Test
    void scalars_areText() {
        Configuration all = Examples.read("everything.yml");

        assertThat(all.profile("notes", "profile").scope()).isEqualTo(Scope.of("scope", "012345"));
        assertThat(all.identities().get(3).settings()).containsEntry("algorithms", "RS256 ES256");
    }
}
