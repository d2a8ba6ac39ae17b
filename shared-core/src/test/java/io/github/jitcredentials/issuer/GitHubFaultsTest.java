package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.jitcredentials.http.StrangersServer;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.JitException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What networks, strangers and a GitHub in trouble do, to each of the four requests. */
class GitHubFaultsTest {
    private static final String LOOK_UP = "/api/v3/repos/acme/app/installation";
    private static final String GRANT = "/api/v3/app/installations/88/access_tokens";
    private static final String REVOKE = "/api/v3/installation/token";
    private static final String PROBE = "/api/v3/installation/repositories?per_page=2";

    @ParameterizedTest
    @ValueSource(strings = {"lost", "reset", "hang", "endless", "drip", "500", "502", "html", "no token"})
    void grantWithoutAUsableAnswer_isUncertainAndAskedOnce(String fault) {
        try (GitHubRig rig = new GitHubRig(fault)) {
            rig.github().server().next(GRANT, reply(fault));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Uncertain.class)
                    .hasMessageNotContaining("in a way that should not be");
            assertThat(rig.github().server().seen(GRANT)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "reset", "hang", "endless", "500", "502", "html", "503"})
    void questionWithoutAUsableAnswer_isUnavailableAndNothingIsAskedFor(String fault) {
        try (GitHubRig rig = new GitHubRig(fault)) {
            rig.github().server().next(LOOK_UP, reply(fault));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Unavailable.class);
            assertThat(rig.github().server().seen(GRANT)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lost, UNCERTAIN",
        "hang, UNCERTAIN",
        "500, UNCERTAIN",
        "503, UNAVAILABLE",
        "redirect, REFUSED",
        "404, REFUSED"
    })
    void revocationWithoutAUsableAnswer_saysWhetherToAskAgain(String fault, String expected) {
        try (GitHubRig rig = new GitHubRig(fault)) {
            Issued issued = rig.issuer().issue(rig.request(), "r");
            rig.github().server().next(REVOKE, reply(fault));

            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle())).isInstanceOf(kind(expected));
            rig.issuer().revoke(issued.handle());

            assertThat(rig.live()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "hang", "endless", "500", "503"})
    void probeWithoutAnAnswer_isAskedAgain(String fault) {
        try (GitHubRig rig = new GitHubRig(fault)) {
            Issued issued = rig.issuer().issue(rig.request(), "r");
            rig.github().server().next(PROBE, reply(fault));

            assertThatThrownBy(() -> rig.issuer().probe(issued.handle())).isInstanceOf(JitException.Unavailable.class);
        }
    }

    /** A proxy's own 401, a page, a redirect: nothing that could pass for GitHub's word that a token is dead. */
    @ParameterizedTest
    @ValueSource(strings = {"401 of a proxy", "html", "redirect", "404", "no token"})
    void strangersAnswerToAProbe_provesNothing(String fault) {
        try (GitHubRig rig = new GitHubRig(fault)) {
            Issued issued = rig.issuer().issue(rig.request(), "r");
            rig.github().server().next(PROBE, reply(fault));

            assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.UNKNOWN);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | Retry-After: 7 | 7",
                "403 | Retry-After: 60 | 60",
                "429 | Retry-After: 86400 | 300",
                "403 | X-RateLimit-Remaining: 0;X-RateLimit-Reset: 1795341690 | 90",
                "403 | X-RateLimit-Remaining: 0;X-RateLimit-Reset: 1795345200 | 300",
                "429 | X-Nothing: 0 | 60",
            })
    void limits_areHonoured(int status, String headers, long seconds) {
        try (GitHubRig rig = rig()) {
            String[] all = (headers + ";Date: Sun, 22 Nov 2026 10:00:00 GMT").split(";");
            String body = "{\"message\":\"You have exceeded a secondary rate limit\"}";
            rig.github()
                    .server()
                    .next(GRANT, Reply.json(status, body, all))
                    .next(LOOK_UP, Reply.json(status, body, all));

            for (int request = 0; request < 2; request++) {
                JitException.Unavailable told = catchThrowableOfType(
                        JitException.Unavailable.class, () -> rig.issuer().issue(rig.request(), "r"));

                assertThat(told.retryAfter()).contains(Duration.ofSeconds(seconds));
                assertThat(told).hasMessageContaining("asked too much");
            }
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    void secondaryLimitWithoutAHeader_isKnownByItsWords() {
        try (GitHubRig rig = rig()) {
            rig.github()
                    .server()
                    .next(LOOK_UP, Reply.json(403, "{\"message\":\"You have exceeded a secondary rate limit.\"}"));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOfSatisfying(JitException.Unavailable.class, told -> assertThat(told.retryAfter())
                            .contains(Duration.ofMinutes(1)));
        }
    }

    @Test
    void suspendedInstallation_isRefusedAndExplained() {
        try (GitHubRig rig = rig()) {
            rig.github()
                    .server()
                    .next(GRANT, Reply.json(403, "{\"message\":\"This installation has been suspended\"}"));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("suspended");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LOOK_UP, GRANT})
    void redirectElsewhere_isNotFollowed(String path) {
        try (GitHubRig rig = rig();
                StubServer elsewhere = new StubServer("127.0.0.2")) {
            String there = elsewhere.uri(path).toString();
            rig.github().server().next(path, Reply.json(307, "{}", "Location: " + there));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r")).isInstanceOf(JitException.Refused.class);
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    @Test
    void serverWithAnUnknownAuthority_isToldNothing(@TempDir Path folder) throws Exception {
        try (StrangersServer stranger = new StrangersServer(folder);
                FakeGitHub github = new FakeGitHub(GitHubRig.CLOCK);
                GitHubRig rig = new GitHubRig(
                        github,
                        GitHubRig.CLOCK,
                        Map.of("url", stranger.url("127.0.0.1").toString()))) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Unavailable.class)
                    .hasMessageContaining("certificate is not trusted");
            assertThat(stranger.heard()).isZero();
        }
    }

    /** What came with a token is taken back with it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'expires_at':'tomorrow','permissions':{'contents':'write'},'repositories':[]",
                "'expires_at':'2026-11-22T11:00:00Z','permissions':'all','repositories':[]",
                "'expires_at':'2026-11-22T11:00:00Z','repositories':[{'full_name':'acme/app'}]",
                "'expires_at':'2026-11-22T11:00:00Z','permissions':{'contents':'write'},'repositories':{}",
                "'expires_at':'2026-11-22T11:00:00Z','permissions':{'contents':'write'},'repository_selection':'all'",
                "'expires_at':'2026-11-22T11:00:00Z','permissions':{'contents':'write'}",
                "'expires_at':'2026-11-22T11:00:00Z','permissions':{'contents':'admin'},'repositories':[{'full_name':'acme/app'}]",
                "'expires_at':'2026-11-22T11:00:00Z','permissions':{'contents':'write'},'repositories':[{'full_name':'acme/lib'}]",
                "'expires_at':'2026-11-22T11:00:00Z','permissions':{'contents':'write'},'repositories':[{'full_name':null}]",
                "'expires_at':'2026-11-21T11:00:00Z','permissions':{'contents':'write'},'repositories':[{'full_name':'acme/app'}]",
            })
    void grantThatIsNotWhatWasAsked_isTakenBack(String rest) {
        try (GitHubRig rig = rig()) {
            String token = rig.github().hand(List.of("acme/app"));
            rig.github()
                    .server()
                    .next(GRANT, Reply.json(201, ("{'token':'" + token + "'," + rest + "}").replace('\'', '"')));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("it was taken back");
            assertThat(rig.live()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.jitcredentials.model.HostileText#all")
    void whatGitHubSays_isCleaned(HostileText hostile) {
        try (GitHubRig rig = rig()) {
            String message = JsonNodeFactory.instance
                    .objectNode()
                    .put("message", hostile.text())
                    .toString();
            rig.github()
                    .server()
                    .next(LOOK_UP, Reply.json(403, message))
                    .next(LOOK_UP, Reply.of(502, "text/html", hostile.text()));

            for (int request = 0; request < 2; request++) {
                JitException told = catchThrowableOfType(
                        JitException.class, () -> rig.issuer().issue(rig.request(), "r"));
                assertThat(told.problems())
                        .allSatisfy(problem -> assertThat(problem.lines()).allSatisfy(HostileText::assertHarmless));
            }
        }
    }

    private static GitHubRig rig() {
        return new GitHubRig(FakeGitHub.Format.CLASSIC, Map.of());
    }

    private static Class<? extends JitException> kind(String name) {
        return switch (name) {
            case "UNCERTAIN" -> JitException.Uncertain.class;
            case "UNAVAILABLE" -> JitException.Unavailable.class;
            default -> JitException.Refused.class;
        };
    }

    private static Reply reply(String fault) {
        return switch (fault) {
            case "lost" -> Reply.close();
            case "reset" -> Reply.reset();
            case "hang" -> Reply.hang();
            case "endless" -> Reply.endless();
            case "drip" -> Reply.drip(100);
            case "html" -> Reply.of(200, "text/html", "<html>Sign in to the network</html>");
            case "no token" -> Reply.json(201, "{\"expires_at\":\"2026-11-22T11:00:00Z\"}");
            case "redirect" -> Reply.json(302, "{}", "Location: http://127.0.0.2:9/");
            case "404" -> Reply.json(404, "{\"message\":\"Not Found\"}");
            case "401 of a proxy" -> Reply.of(401, "text/html", "<html>Who are you?</html>");
            default -> Reply.of(Integer.parseInt(fault), "text/plain", "in trouble");
        };
    }
}
