package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An authority's words, in errors and in what it grants: cleaned and cut before they are anybody's problem. */
class HostileAnswersTest {
    private static final String ALL = "io.github.jitcredentials.model.HostileText#all";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private static final StubAuthority AUTHORITY = new StubAuthority();
    private static final Web WEB = new Web(WebSettings.standard(), CLOCK);

    @AfterAll
    static void close() {
        WEB.close();
        AUTHORITY.close();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void errorDescription_isCleaned(HostileText hostile) throws JsonProcessingException {
        refusal(400, json(Map.of("error", "invalid_scope", "error_description", hostile.text())));
        refusal(500, json(Map.of("error", hostile.text(), "error_description", hostile.text())));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void pageInPlaceOfAnAnswer_isCleaned(HostileText hostile) {
        refusal(403, hostile.text());
        refusal(200, hostile.text());
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void grantOfSomethingElse_isTakenBackAndCleaned(HostileText hostile) throws JsonProcessingException {
        refusal(
                200,
                json(Map.of(
                        "access_token",
                        "access-token-of-ours",
                        "token_type",
                        "Bearer",
                        "expires_in",
                        300,
                        "scope",
                        "admin " + hostile.text())));
        refusal(
                200,
                json(Map.of("access_token", "access-token-of-ours", "token_type", hostile.text(), "expires_in", 300)));
    }

    private static void refusal(int status, String body) {
        AUTHORITY.server.next("/token", Reply.json(status, body));
        CredentialIssuer issuer = Issuers.create(
                new IssuerSpec("sso", "oauth2", new TreeMap<>(Map.of("url", AUTHORITY.url(), "client", "ci"))),
                WEB,
                AUTHORITY,
                place -> Secret.of("client-secret-abcdefgh"),
                CLOCK);

        JitException told =
                catchThrowableOfType(JitException.class, () -> issuer.issue(FakeRig.asking("repo:write"), "request-1"));

        assertThat(told.problems()).allSatisfy(problem -> {
            assertClean(problem);
            assertThat(problem.lines()).allSatisfy(HostileText::assertHarmless);
        });
        assertThat(told.getMessage()).doesNotContain("in a way that should not be");
    }

    /** Even before it is printed: one line, and no more than a person reads. */
    private static void assertClean(Problem problem) {
        String all = problem.what() + problem.todo();
        assertThat(all.codePoints()).noneMatch(Character::isISOControl);
        assertThat(all).hasSizeLessThan(1000);
    }

    private static String json(Map<String, Object> members) throws JsonProcessingException {
        return JSON.writeValueAsString(members);
    }
}
