package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels between the issuer and a GitHub, which holds all of it against its own description. */
class GitHubAppWireTest {
    private static final Instant NOW = GitHubRig.NOW;

    @Test
    void issue_looksUpAndAsksForExactlyThis() throws ParseException {
        try (GitHubRig rig = rig()) {
            Issued issued = rig.issuer()
                    .issue(
                            GitHubRig.asking(Set.of("acme/lib", "acme/app"), Set.of("contents:write", "packages:read")),
                            "request-1");

            List<Seen> seen = rig.github().server().seen();
            assertThat(seen.stream().map(each -> each.method() + " " + each.path()))
                    .containsExactly(
                            "GET /api/v3/repos/acme/app/installation",
                            "POST /api/v3/app/installations/88/access_tokens");
            assertThat(seen.get(1).body()).contains("[\"app\",\"lib\"]").contains("\"contents\":\"write\"");
            JWTClaimsSet app = SignedJWT.parse(
                            seen.get(1).headers().get("authorization").substring("Bearer ".length()))
                    .getJWTClaimsSet();
            assertThat(app.getIssuer()).isEqualTo(FakeGitHub.APP);
            assertThat(app.getIssueTime()).isEqualTo(NOW.minusSeconds(60));
            assertThat(app.getExpirationTime()).isEqualTo(NOW.plus(Duration.ofMinutes(8)));
            assertThat(app.getClaims()).containsOnlyKeys("iss", "iat", "exp");
            assertThat(issued.scope())
                    .isEqualTo(Scope.of(Map.of(
                            "repositories",
                            Set.of("acme/app", "acme/lib"),
                            "permissions",
                            Set.of("contents:write", "packages:read"))));
            assertThat(issued.issuedAt()).isEqualTo(NOW);
            assertThat(issued.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        }
    }

    @ParameterizedTest
    @CsvSource({"CLASSIC, 40", "STATELESS, 483"})
    void token_isHandedOverWhole(FakeGitHub.Format format, int length) {
        try (GitHubRig rig = new GitHubRig(format, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            String token = issued.credential().fields().get(Credential.TOKEN).reveal();
            assertThat(token).matches("ghs_[A-Za-z0-9._-]{36,}").hasSize(length);
            assertThat(rig.issuer().outlives(issued)).contains("a push");
        }
    }

    @Test
    void secondIssue_asksWhereNoMore() {
        try (GitHubRig rig = rig()) {
            rig.issuer().issue(rig.request(), "request-1");
            rig.issuer().issue(rig.request(), "request-2");

            assertThat(rig.github().server().seen("/api/v3/repos/acme/app/installation"))
                    .hasSize(1);
        }
    }

    @Test
    void installationMadeAnew_isLookedUpAgain() {
        try (GitHubRig rig = rig()) {
            rig.issuer().issue(rig.request(), "request-1");
            rig.github().reinstall();

            rig.issuer().issue(rig.request(), "request-2");

            assertThat(rig.granted()).isEqualTo(2);
            assertThat(rig.github().server().seen("/api/v3/app/installations/89/access_tokens"))
                    .hasSize(1);
        }
    }

    @Test
    void installationOfAnOrganization_isLookedUpThere() {
        try (GitHubRig rig = new GitHubRig(FakeGitHub.Format.CLASSIC, Map.of("installation", "organization"))) {
            rig.issuer().issue(rig.request(), "request-1");

            assertThat(rig.github().server().seen("/api/v3/orgs/acme/installation"))
                    .hasSize(1);
        }
    }

    @Test
    void readingMetadata_comesAlongUnasked() {
        try (GitHubRig rig = rig()) {
            assertThat(rig.issuer().issue(rig.request(), "r").scope().part("permissions"))
                    .containsExactly("contents:write");
            assertThat(rig.issuer()
                            .issue(GitHubRig.asking(Set.of("acme/app"), Set.of("metadata:read")), "r")
                            .scope()
                            .part("permissions"))
                    .containsExactly("metadata:read");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/secret contents:write", "acme/app administration:write", "acme/app members:write"})
    void whatTheInstallationHasNot_isRefusedAndExplained(String asked) {
        String[] parts = asked.split(" ");
        try (GitHubRig rig = new GitHubRig(FakeGitHub.Format.CLASSIC, Map.of("installation", "organization"))) {
            JitException.Refused refused = catchThrowableOfType(JitException.Refused.class, () -> rig.issuer()
                    .issue(GitHubRig.asking(Set.of(parts[0]), Set.of(parts[1])), "r"));

            assertThat(refused.problems().get(0).what())
                    .contains(asked.replace(" ", " with "))
                    .contains("HTTP 422");
            assertThat(refused.problems().get(0).todo())
                    .contains("GitHub does not say which")
                    .contains("It says: The");
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    void repositoryWithoutTheApp_isSaid() {
        try (GitHubRig rig = rig()) {
            assertThatThrownBy(() ->
                            rig.issuer().issue(GitHubRig.asking(Set.of("other/app"), Set.of("contents:write")), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("Install the App for other");
        }
    }

    @Test
    void strangersKey_isRefusedAndExplained() {
        try (GitHubRig rig = rig()) {
            rig.github().trust(PemKeyTest.stranger());

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("Is this key one of that App's");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, -60, 0, 60, 300})
    void clocksMinutesApart_areNoMatter(long seconds) {
        Clock ours = Clock.offset(GitHubRig.CLOCK, Duration.ofSeconds(seconds));
        try (GitHubRig rig = new GitHubRig(new FakeGitHub(GitHubRig.CLOCK), ours, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "r");

            assertThat(issued.expiresAt()).isEqualTo(ours.instant().plus(Duration.ofHours(1)));
            assertThat(rig.granted()).isEqualTo(1);
            assertThat(rig.github().server().seen()).hasSize(seconds > 60 ? 3 : 2);
        }
    }

    @Test
    void clocksAnHourApart_areSaid() {
        Clock ours = Clock.offset(GitHubRig.CLOCK, Duration.ofHours(1));
        try (GitHubRig rig = new GitHubRig(new FakeGitHub(GitHubRig.CLOCK), ours, Map.of())) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("60 minutes apart");
        }
    }

    @Test
    void probeAndRevocation_areInTheTokensOwnName() {
        try (GitHubRig rig = rig()) {
            Issued issued = rig.issuer().issue(rig.request(), "r");
            String token = issued.credential().fields().get(Credential.TOKEN).reveal();

            rig.issuer().probe(issued.handle());
            rig.issuer().revoke(issued.handle());

            List<Seen> seen = rig.github().server().seen();
            assertThat(seen.stream().skip(2).map(each -> each.method() + " " + each.path()))
                    .containsExactly(
                            "GET /api/v3/installation/repositories?per_page=2", "DELETE /api/v3/installation/token");
            assertThat(seen.stream().skip(2))
                    .allSatisfy(each -> assertThat(each.headers()).containsEntry("authorization", "Bearer " + token));
            assertThat(issued.handle().open()).isEmpty();
        }
    }

    /** It has one of its own, which would connect where ours may not, on a thread that nobody ends. */
    @Test
    void librarysOwnClient_isNeverMade() {
        try (GitHubRig rig = rig()) {
            Set<Thread> before = Thread.getAllStackTraces().keySet();

            rig.issuer().prepare();
            rig.issuer().issue(rig.request(), "r");

            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> !before.contains(thread))
                            .map(Thread::getName))
                    .noneMatch(name -> name.startsWith("HttpClient"));
        }
    }

    /** The library logs whole answers where somebody turns that on. */
    @Test
    void librarysOwnLog_holdsNoSecret() {
        Logger logger = Logger.getLogger("org.kohsuke.github");
        Level before = logger.getLevel();
        List<String> lines = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(new SimpleFormatter().format(line));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.addHandler(handler);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        try (GitHubRig rig = rig()) {
            rig.issuer().issue(rig.request(), "r");

            assertThat(lines).anyMatch(line -> line.contains("access_tokens"));
            assertThat(rig.secrets().stream().map(Secret::reveal).noneMatch(secret -> lines.stream()
                            .anyMatch(line -> line.contains(secret))))
                    .as("the log holds no secret")
                    .isTrue();
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
            logger.setUseParentHandlers(true);
        }
    }

    private static GitHubRig rig() {
        return new GitHubRig(FakeGitHub.Format.CLASSIC, Map.of());
    }
}
