package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** For whoever has an App: docs/github.md says how. What GitHub can be made to do is asked of GitHub itself. */
@EnabledIfSystemProperty(named = "github.app", matches = ".+")
class GitHubItselfTest {
    private final Clock clock = Clock.systemUTC();
    private final Web web = new Web(WebSettings.standard(), clock);
    private final CredentialIssuer issuer = Issuers.create(
            new IssuerSpec(
                    "github",
                    "github-app",
                    new TreeMap<>(Map.of(
                            "app", System.getProperty("github.app", ""),
                            "key", "file:" + System.getProperty("github.key", ""),
                            "url", System.getProperty("github.url", "")))),
            web,
            GitHubRig.noIdentity(),
            new NamedSecrets(Map.of()),
            clock);

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void token_isWhatWasAskedAndProvenDead() {
        CredentialRequest asked = request(System.getProperty("github.repository", ""));

        Issued issued = issuer.issue(asked, "request-1");
        try {
            assertThat(issued.scope()).isEqualTo(asked.scope());
            assertThat(Duration.between(Instant.now(), issued.expiresAt()))
                    .isBetween(Duration.ofMinutes(55), Duration.ofMinutes(61));
            assertThat(issuer.probe(issued.handle())).isEqualTo(Liveness.ALIVE);
        } finally {
            issuer.revoke(issued.handle());
        }

        Instant patience = Instant.now().plusSeconds(30);
        while (issuer.probe(issued.handle()) != Liveness.DEAD) {
            assertThat(Instant.now()).as("GitHub refuses what was revoked").isBefore(patience);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        issuer.revoke(issued.handle());
    }

    @Test
    void revokingOne_leavesTheOther() {
        CredentialRequest asked = request(System.getProperty("github.repository", ""));
        Issued first = issuer.issue(asked, "request-1");
        Issued second = issuer.issue(asked, "request-2");
        try {
            issuer.revoke(first.handle());

            assertThat(issuer.probe(second.handle())).isEqualTo(Liveness.ALIVE);
        } finally {
            issuer.revoke(second.handle());
        }
    }

    @Test
    void repositoryThatIsNotThere_isRefused() {
        String owner = System.getProperty("github.repository", "").split("/", 2)[0];

        assertThatThrownBy(() -> issuer.issue(request(owner + "/no-such-repository-of-ours"), "request-1"))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("Install the App");
    }

    private static CredentialRequest request(String repository) {
        return GitHubRig.asking(Scope.of(Map.of(
                "repositories",
                Set.of(repository),
                "permissions",
                Set.of(System.getProperty("github.permission", "contents:read")))));
    }
}
