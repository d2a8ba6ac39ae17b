package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire to a vault, and what is made of every answer. */
class VaultWireTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String LOGIN = "/v1/auth/jwt/login";
    private static final String READ = "/v1/" + StubVault.PATH;
    private static final Map<String, String> USUAL = Map.of("login.jwt.role", "deploy");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final StubVault vault = new StubVault();
    private final List<Duration> pauses = new ArrayList<>();
    private Web web = Webs.patient(clock);

    @AfterEach
    void close() {
        web.close();
        vault.close();
    }

    private CredentialIssuer issuer(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("url", vault.url());
        return Issuers.vault(new IssuerSpec("bao", "vault", new TreeMap<>(all)), web, pauses::add, clock)
                .issuer(vault, place -> Secret.of("secret-of-the-account-abcd"));
    }

    private static CredentialRequest request() {
        return BaoRig.request(Scope.of("path", StubVault.PATH), Duration.ofMinutes(5), null);
    }

    private JitException failure(String path, Reply reply) {
        vault.server.next(path, reply);
        return catchThrowableOfType(JitException.class, () -> issuer(USUAL).issue(request(), "request-1"));
    }

    @Test
    void login_sendsExactlyThis() {
        issuer(USUAL).issue(request(), "request-1");

        var seen = vault.server.seen(LOGIN).get(0);
        assertThat(StubVault.json(seen.body()))
                .isEqualTo(StubVault.json("{\"role\":\"deploy\",\"jwt\":\"" + StubVault.JWT + "\"}"));
        assertThat(seen.headers())
                .containsEntry("x-vault-request", "true")
                .containsEntry("x-request-id", "request-1")
                .doesNotContainKeys("x-vault-token", "x-vault-namespace");
    }

    @Test
    void childToken_isAskedForLikeThis() {
        issuer(USUAL).issue(request(), "request-1");

        assertThat(vault.last("auth/token/create"))
                .isEqualTo(StubVault.json("{\"explicit_max_ttl\":\"300s\",\"display_name\":\"jit-credentials\","
                        + "\"ttl\":\"300s\",\"renewable\":false,\"num_uses\":2,\"meta\":{\"request\":\"request-1\","
                        + "\"profile\":\"migrate\",\"unit\":\"contract\",\"purpose\":\"migrate orders 1.4.0\"}}"));
        assertThat(vault.server.seen(READ).get(0).headers()).containsEntry("x-vault-token", "child-token-of-ours-abcd");
    }

    @Test
    void revocation_endsTheLeaseFirstAndWaitsForIt() {
        CredentialIssuer issuer = issuer(USUAL);
        issuer.revoke(issuer.issue(request(), "request-1").handle());

        assertThat(vault.last("sys/leases/revoke"))
                .isEqualTo(StubVault.json("{\"lease_id\":\"" + StubVault.PATH + "/abc\",\"sync\":true}"));
        assertThat(vault.last("auth/token/revoke-accessor"))
                .isEqualTo(StubVault.json("{\"accessor\":\"parent-accessor\"}"));
        assertThat(vault.server.seen().stream().map(StubServer.Seen::path).toList())
                .containsSubsequence(
                        LOGIN, "/v1/sys/leases/revoke", "/v1/auth/token/revoke-accessor", "/v1/auth/token/revoke-self");
    }

    @Test
    void namespace_goesWithEveryRequest() {
        issuer(Map.of("login.jwt.role", "deploy", "namespace", "/teams/payments/"))
                .issue(request(), "request-1");

        assertThat(vault.server.seen()).isNotEmpty().allSatisfy(seen -> assertThat(seen.headers())
                .containsEntry("x-vault-namespace", "teams/payments"));
    }

    @Test
    void kubernetes_showsThePodsToken() {
        vault.server.always("/v1/auth/cluster/login", StubVault.auth("login-token-of-ours-abcd", "parent", 900));
        CredentialIssuer issuer = issuer(Map.of("login.kubernetes.path", "cluster", "login.kubernetes.role", "runner"));
        issuer.issue(request(), "request-1");

        assertThat(vault.last("auth/cluster/login"))
                .isEqualTo(StubVault.json("{\"role\":\"runner\",\"jwt\":\"secret-of-the-account-abcd\"}"));
        assertThat(issuer.facts().authority().name()).isEqualTo("REAPER");
    }

    @ParameterizedTest
    @ValueSource(ints = {412, 503})
    void nodeThatDidNothing_isAskedAgain(int status) {
        vault.server.next(READ, Reply.json(status, "{\"errors\":[]}")).next(READ, Reply.json(status, "{}"));

        issuer(USUAL).issue(request(), "request-1");

        assertThat(vault.asked(StubVault.PATH)).isEqualTo(3);
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @ParameterizedTest
    @CsvSource({"412, 4", "503, 4", "403, 1", "400, 1", "404, 1", "429, 1", "500, 1", "502, 1"})
    void nodeThatStaysSo_isAskedThatOften(int status, int times) {
        vault.server.always(READ, Reply.json(status, "{\"errors\":[\"no\"]}"));

        assertThatThrownBy(() -> issuer(USUAL).issue(request(), "request-1")).isInstanceOf(JitException.class);

        assertThat(vault.asked(StubVault.PATH)).isEqualTo(times);
        assertThat(vault.asked("auth/token/revoke-self"))
                .as("the login is taken back")
                .isEqualTo(1);
    }

    @Test
    void retryAfter_isPassedOn() {
        JitException told = failure(LOGIN, Reply.json(429, "{\"errors\":[\"rate\"]}", "Retry-After: 7"));

        assertThat(told).isInstanceOfSatisfying(JitException.Unavailable.class, unavailable -> assertThat(
                        unavailable.retryAfter())
                .contains(Duration.ofSeconds(7)));
        assertThat(failure(LOGIN, Reply.json(503, "{}", "Retry-After: 7")))
                .isInstanceOf(JitException.Unavailable.class);
        assertThat(pauses).as("too long to be waited for here").isEmpty();
    }

    /** What may have been done is undone with the login; what the login itself may have brought nobody knows. */
    @ParameterizedTest
    @ValueSource(strings = {"500", "lost", "hang", "endless", "page", "nothing", "drip"})
    void unusableAnswer_isTakenBackUnlessItIsTheLogins(String fault) {
        web.close();
        web = Webs.before(fault, clock);
        assertThat(failure(READ, fault(fault))).isInstanceOf(JitException.Refused.class);
        assertThat(vault.asked("auth/token/revoke-self")).isEqualTo(1);
        assertThat(vault.asked(StubVault.PATH)).isEqualTo(1);
        assertThat(failure("/v1/auth/token/create", fault(fault))).isInstanceOf(JitException.Refused.class);
        assertThat(vault.asked("auth/token/revoke-self")).isEqualTo(2);

        assertThat(failure(LOGIN, fault(fault))).isInstanceOf(JitException.Uncertain.class);
        assertThat(vault.asked("auth/token/revoke-self")).isEqualTo(2);
    }

    private static Reply fault(String name) {
        return switch (name) {
            case "500" -> Reply.json(500, "{\"errors\":[\"oops\"]}");
            case "lost" -> Reply.close();
            case "hang" -> Reply.hang();
            case "endless" -> Reply.endless();
            case "page" -> Reply.of(200, "text/html", "<html>welcome</html>");
            case "nothing" -> Reply.json(200, "{\"lease_id\":\"x/y\",\"auth\":{\"client_token\":\"\"}}");
            default -> Reply.drip(100);
        };
    }

    @Test
    void redirectToAnotherHost_isRefusedAndNothingSecretGoesThere() {
        try (StubServer other = new StubServer("127.0.0.2")) {
            Reply redirect = Reply.of(307, "text/plain", "", "Location: " + other.uri(LOGIN));

            assertThat(failure(LOGIN, redirect)).isInstanceOf(JitException.Refused.class);
            assertThat(failure(READ, redirect)).isInstanceOf(JitException.Refused.class);
            assertThat(other.seen()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.jitcredentials.model.HostileText#all")
    void whatTheServerSays_isCleaned(HostileText hostile) {
        ObjectNode body = VaultWire.body();
        body.putArray("errors").add(hostile.text());
        JitException told = failure(LOGIN, Reply.json(400, body.toString()));

        assertThat(told.problems()).allSatisfy(problem -> {
            assertThat((problem.what() + problem.todo()).codePoints()).noneMatch(Character::isISOControl);
            assertThat(problem.what() + problem.todo()).hasSizeLessThan(1000);
            assertThat(problem.lines()).allSatisfy(HostileText::assertHarmless);
        });
    }

    @Test
    void answerThatSomebodyElseOpened_isAnAlarmAndTakenBack() {
        vault.server.next(READ, Reply.json(200, "{\"wrap_info\":{\"token\":\"wrapping-token-abcdefgh\"}}"));
        vault.server.next(
                "/v1/sys/wrapping/unwrap",
                Reply.json(400, "{\"errors\":[\"wrapping token is not valid or does not exist\"]}"));

        assertThatThrownBy(() -> issuer(Map.of("login.jwt.role", "deploy", "wrap", "response"))
                        .issue(request(), "request-1"))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("somebody else opened the answer");
        assertThat(vault.asked("auth/token/revoke-self")).isEqualTo(1);
        assertThat(vault.server.seen(READ).get(0).headers()).containsEntry("x-vault-wrap-ttl", "60s");
    }

    @Test
    void batchTokenOfALogin_isRefused() {
        assertThat(failure(LOGIN, StubVault.auth("batch-token-abcdefgh", "", 900)))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("token_type=service");
    }

    @ParameterizedTest
    @CsvSource({"404, UNKNOWN", "400, UNKNOWN", "403, UNKNOWN"})
    void questionThatIsRefused_tellsNothing(int status, Liveness answer) {
        CredentialIssuer issuer = issuer(USUAL);
        Issued issued = issuer.issue(request(), "request-1");
        vault.server.always("/v1/sys/leases/lookup", Reply.json(status, "{\"errors\":[\"permission denied\"]}"));
        vault.server.always("/v1/auth/token/lookup-accessor", Reply.json(status, "{\"errors\":[\"no\"]}"));

        assertThat(issuer.probe(issued.handle())).isEqualTo(answer);
    }

    @Test
    void revocationThatIsForbidden_isFinalAndSaysWhatIsMissing() {
        CredentialIssuer issuer = issuer(USUAL);
        Issued issued = issuer.issue(request(), "request-1");
        vault.server.always("/v1/sys/leases/revoke", Reply.json(403, "{\"errors\":[\"permission denied\"]}"));

        assertThatThrownBy(() -> issuer.revoke(issued.handle()))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("path \"sys/leases/revoke\"");
        assertThat(vault.asked("auth/token/revoke-self"))
                .as("the revoker's own login is over")
                .isEqualTo(1);
    }

    @Test
    void loginThatIsRefusedLater_isNotTheLastWord() {
        CredentialIssuer issuer = issuer(USUAL);
        Issued issued = issuer.issue(request(), "request-1");
        vault.server.next(LOGIN, Reply.json(400, "{\"errors\":[\"token is expired\"]}"));

        assertThatThrownBy(() -> issuer.revoke(issued.handle())).isInstanceOf(JitException.Unavailable.class);
    }

    @Test
    void wrongSettings_areAllToldAtOnce() {
        assertThatThrownBy(() -> Issuers.audience(new IssuerSpec(
                        "bao",
                        "vault",
                        new TreeMap<>(Map.of(
                                "url", "https://bao.example.com/v1",
                                "namespace", "../other",
                                "login.approle.secret-id", "abc",
                                "revoke", "never",
                                "colour", "red")))))
                .isInstanceOfSatisfying(JitException.Misconfigured.class, told -> assertThat(told.problems())
                        .extracting("what")
                        .containsExactlyInAnyOrder(
                                "there is no setting \"colour\"",
                                "url: a server's URL has no path here",
                                "namespace: \"../other\" is not a path",
                                "login.approle.role-id is missing",
                                "login.approle.secret-id is not a place",
                                "revoke: there is no \"never\""));
    }
}
