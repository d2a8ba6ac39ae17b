package io.github.jitcredentials.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubActionsTest {
    private static final String AUDIENCE = "https://sso.example.com/realms/ci?a=b&c";
    private static final String PATH =
            "/ci/token?api-version=2.0&audience=https%3A%2F%2Fsso.example.com%2Frealms%2Fci%3Fa%3Db%26c";
    private static final String REQUEST_TOKEN = "request-token-abcdefghijkl";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final TestTime time = new TestTime(NOW);
    private final StubServer server = new StubServer();
    private final Web web = new Web(WebSettings.standard(), time);

    @BeforeEach
    void publish() {
        server.always("/ci/jwks", Reply.json(200, CiAuthority.jwks()));
        keysAt(server.uri("/ci/jwks").toString());
        says(claims -> claims);
    }

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void token_isAskedForAnewAtEachCallAndForItsAudience() {
        IdentitySource source = source();

        IdentityToken first = source.token(AUDIENCE);
        IdentityToken second = source.token(AUDIENCE);

        assertThat(first.identity().source()).isEqualTo("github-actions");
        assertThat(first.identity().claims()).containsEntry("event", "push").containsEntry("change_request", "false");
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(server.seen(PATH))
                .extracting(seen -> seen.method() + " " + seen.headers().get("authorization"))
                .containsExactly("GET Bearer " + REQUEST_TOKEN, "GET Bearer " + REQUEST_TOKEN);
        assertThat(source.renewability()).isEqualTo(Renewability.CARRIED);
    }

    /** Its tokens are dated by GitHub's clock, {@code NOW}, and live five minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"PT-5M", "PT5M"})
    void clockFiveMinutesWrong_isSaid(Duration wrong) {
        time.pass(wrong);

        refused(wrong.isNegative() ? "the token was issued in the future" : "the token expired at");
        time.pass(wrong.isNegative() ? Duration.ofMinutes(4) : Duration.ofMinutes(-4));
        assertThat(source().token(AUDIENCE).identity().subject()).startsWith("repo:acme/app");
    }

    @Test
    void urlWithoutQuery_getsOne() {
        String path = "/ci/token?audience=sso";
        server.answering(path, seen -> token(CiAuthority.claims("sso", NOW)));

        assertThat(source(environment("/ci/token")).token("sso").identity().subject())
                .startsWith("repo:acme/app");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repo:acme/app:ref:refs/heads/main",
                "repo:acme@123/app@456:ref:refs/heads/main",
                "repo:acme@123/app@456:environment:Production%3AV1",
                "repo:acme/app:pull_request",
                "repo:acme/app",
                "job_workflow_ref:acme/flows/.github/workflows/deploy.yml@refs/heads/main",
                "repository_owner_id:999"
            })
    void subject_isTakenInEveryForm(String subject) {
        says(claims -> claims.subject(subject).claim("repository_id", "456").claim("repository_owner_id", "123"));

        assertThat(source().token(AUDIENCE).identity().subject()).isEqualTo(subject);
        assertThat(source().token(AUDIENCE).identity().claims())
                .containsEntry("repository", "acme/app")
                .containsEntry("claim.repository_id", "456");
    }

    @ParameterizedTest
    @CsvSource({
        "repo:acme/other:ref:refs/heads/main, repository",
        "repo:acme@123/other@456:ref:refs/heads/main, repository",
        "repo:acme@124/app@456:ref:refs/heads/main, repository_owner_id",
        "repo:acme@123/app@457:pull_request, repository_id"
    })
    void subjectOfAnotherRepository_isRefused(String subject, String claim) {
        says(claims -> claims.subject(subject).claim("repository_id", "456").claim("repository_owner_id", "123"));

        refused("the token contradicts itself: its subject is " + subject + ", its " + claim + " ");
    }

    @Test
    void tokenOfAnotherIssuer_isRefused() {
        says(claims -> claims.issuer(GitHubActions.ISSUER));

        refused("the token is from " + GitHubActions.ISSUER);
    }

    @Test
    void tokenForSomebodyElse_isRefused() {
        says(claims -> claims.audience("https://github.com/acme"));

        refused("the token is meant for https://github.com/acme");
    }

    @Test
    void keysElsewhere_areNotFetched() {
        try (StubServer elsewhere = new StubServer("127.0.0.2")) {
            keysAt(elsewhere.uri("/jwks").toString());

            refused("points to another host for its keys");
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    @Test
    void issuer_isGitHubsOwnUnlessSaid() {
        assertThat(Pins.gitHub(new IdentitySpec("x", "github-actions", new TreeMap<>()))
                        .issuer())
                .isEqualTo("https://token.actions.githubusercontent.com");
    }

    @Test
    void jobWithoutPermission_isAbsentAndSaysWhatToAdd() {
        assertThat(source(Map.of()).absent()).hasValueSatisfying(problem -> {
            assertThat(problem.what())
                    .isEqualTo(
                            "ACTIONS_ID_TOKEN_REQUEST_URL is not set: add \"permissions: id-token: write\" to the job");
            assertThat(problem.todo())
                    .isEqualTo("(and to its caller, for a reusable workflow; pull requests from forks don't get it)");
        });
        assertThat(source(Map.of("ACTIONS_ID_TOKEN_REQUEST_URL", "https://x")).absent())
                .hasValueSatisfying(
                        problem -> assertThat(problem.what()).startsWith("ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set"));
        assertThatThrownBy(() -> source(Map.of()).token(AUDIENCE)).isInstanceOf(JitException.NoIdentity.class);
    }

    @Test
    void answerLostOnce_isAskedForAgain() {
        server.next(PATH, Reply.reset());
        assertThat(source().token(AUDIENCE)).isNotNull();
        server.next(PATH, Reply.of(503, "text/plain", "later"));
        assertThat(source().token(AUDIENCE)).isNotNull();
        assertThat(server.seen(PATH)).hasSize(4);
    }

    @Test
    void answerLostTwice_isNoIdentity() {
        server.always(PATH, Reply.of(503, "text/plain", "later"));
        refused("GitHub gave no token: HTTP 503 later");
        server.always(PATH, Reply.reset());
        refused("GitHub gave no token: http://127.0.0.1");
        assertThat(server.seen(PATH)).hasSize(4);
    }

    @Test
    void refusal_isNotRepeatedAndShowsNoSecret() {
        server.answering(PATH, seen -> Reply.json(403, "{\"message\":\"" + authorization(seen) + " has ended\"}"));

        refused("GitHub gave no token: HTTP 403");
        assertThat(server.seen(PATH)).hasSize(1);
    }

    @Test
    void redirect_isNotFollowed() {
        server.always(PATH, Reply.of(302, "text/plain", "", "Location: " + server.uri("/elsewhere")));

        refused("GitHub gave no token");
        assertThat(server.seen("/elsewhere")).isEmpty();
        assertThat(server.seen(PATH)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"value\":\"\"}", "{\"value\":7}", "hunter2", "[]"})
    void answerWithoutToken_isRefusedWithoutQuotingIt(String body) {
        server.always(PATH, Reply.json(200, body));

        refused("GitHub's answer holds no token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/token", "not a url", "https://user:hunter2@example.com/token"})
    void requestUrlThatIsNone_isNotAsked(String url) {
        IdentitySource source =
                source(Map.of("ACTIONS_ID_TOKEN_REQUEST_URL", url, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", REQUEST_TOKEN));

        assertThatThrownBy(() -> source.token(AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining("ACTIONS_ID_TOKEN_REQUEST_URL can't be asked")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void requestTokenWithALineBreak_isNotSent() {
        Map<String, String> environment = new TreeMap<>(environment("/ci/token?api-version=2.0"));
        environment.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a\r\nX-Evil: b");

        assertThatThrownBy(() -> source(environment).token(AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageNotContaining("Evil");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void wrongSettings_areAllSaidAtOnce() {
        JitException.Misconfigured wrong = catchThrowableOfType(
                JitException.Misconfigured.class,
                () -> source(Map.of("issuer", "http://ghe.example.com", "jwks", "https://x"), Map.of()));

        assertThat(wrong.problems())
                .extracting(problem -> problem.what())
                .anySatisfy(what -> assertThat(what).startsWith("issuer: "))
                .contains("there is no setting jwks");
    }

    private void refused(String why) {
        assertThatThrownBy(() -> source().token(AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(REQUEST_TOKEN)
                .hasMessageNotContaining("hunter2");
    }

    private void says(UnaryOperator<JWTClaimsSet.Builder> claims) {
        server.answering(
                PATH,
                seen -> token(claims.apply(CiAuthority.claims(AUDIENCE, NOW)
                        .issuer(issuer())
                        .jwtID(String.valueOf(server.seen().size())))));
    }

    private Reply token(JWTClaimsSet.Builder claims) {
        JWTClaimsSet set = claims.build();
        JWTClaimsSet ours = set.getIssuer().equals(CiAuthority.ISSUER)
                ? new JWTClaimsSet.Builder(set).issuer(issuer()).build()
                : set;
        return Reply.json(200, "{\"value\":\"" + CiAuthority.sign(ours) + "\"}");
    }

    private void keysAt(String jwks) {
        server.always(
                "/ci/.well-known/openid-configuration",
                Reply.json(200, "{\"issuer\":\"" + issuer() + "\",\"jwks_uri\":\"" + jwks + "\"}"));
    }

    private String issuer() {
        return server.uri("/ci").toString();
    }

    private static String authorization(Seen seen) {
        return seen.headers().get("authorization");
    }

    private Map<String, String> environment(String path) {
        return Map.of(
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                server.uri(path).toString(),
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                REQUEST_TOKEN);
    }

    private IdentitySource source() {
        return source(environment("/ci/token?api-version=2.0"));
    }

    private IdentitySource source(Map<String, String> environment) {
        return source(Map.of("issuer", issuer()), environment);
    }

    private IdentitySource source(Map<String, String> settings, Map<String, String> environment) {
        return IdentitySources.create(
                new IdentitySpec("github-actions", "github-actions", new TreeMap<>(settings)), environment, web, time);
    }
}
