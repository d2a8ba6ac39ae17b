package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntrospectionTest {
    private Trial trial;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        trial = Trial.in(directory);
    }

    @AfterEach
    void stop() {
        trial.close();
    }

    @Test
    void resourceServer_learnsAllAboutALiveToken() throws IOException {
        String token = trial.exchange("scope", "repo:write repo:read").text("access_token");

        Http.Answer answer = ask(token, trial.asAdmin());

        assertThat(answer.status()).isEqualTo(200);
        long now = trial.clock().instant().getEpochSecond();
        assertThat(answer.json())
                .isEqualTo(Map.of(
                        "active",
                        true,
                        "scope",
                        "repo:write repo:read",
                        "client_id",
                        "any",
                        "sub",
                        Trial.MAIN,
                        "iat",
                        now,
                        "exp",
                        now + 300,
                        "token_type",
                        "Bearer",
                        "iss",
                        trial.url().toString()));
    }

    @Test
    void nobodyInParticular_isRefused() throws IOException {
        String token = trial.token("repo:write");

        for (Http.Answer answer : new Http.Answer[] {
            ask(token),
            ask(token, "Authorization", "Bearer " + trial.token("repo:read")),
            ask(token, "Authorization", "Basic eDp5")
        }) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
            assertThat(answer.body()).doesNotContain("active\"");
        }
    }

    @Test
    void clientIdAlone_isNoProof() throws IOException {
        String token = trial.token("repo:write");

        assertThat(Http.post(trial.url(), "/introspect", Trial.form("token", token, "client_id", "any"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void holder_mayAskAboutItsOwnToken_deadOrAlive() throws IOException {
        String token = trial.token("repo:write");

        assertThat(ask(token, "Authorization", "Bearer " + token).json()).containsEntry("active", true);
        trial.revoke("any", token);
        Http.Answer dead = ask(token, "Authorization", "Bearer " + token);
        assertThat(dead.status()).isEqualTo(200);
        assertThat(dead.json()).isEqualTo(Map.of("active", false));
    }

    @Test
    void unknownToken_isNotActive_andNothingMoreIsSaid() throws IOException {
        assertThat(ask("unknown", trial.asAdmin()).json()).isEqualTo(Map.of("active", false));
    }

    @Test
    void clientWithAssertion_seesItsOwnTokensOnly() throws IOException {
        String own = trial.byAssertion(trial.idToken()).text("access_token");
        String others = trial.token("repo:write");

        assertThat(askByAssertion(own, trial.idToken()).json()).containsEntry("active", true);
        assertThat(askByAssertion(others, trial.idToken()).json()).isEqualTo(Map.of("active", false));
    }

    @Test
    void usedAssertion_isRefused() throws IOException {
        String used = trial.idToken();
        String own = trial.byAssertion(used).text("access_token");

        assertThat(askByAssertion(own, used).status()).isEqualTo(400);
    }

    @Test
    void missingToken_isRefused() throws IOException {
        assertThat(Http.post(trial.url(), "/introspect", Map.of(), trial.asAdmin())
                        .status())
                .isEqualTo(400);
    }

    private Http.Answer ask(String token, String... headers) throws IOException {
        return Http.post(trial.url(), "/introspect", Trial.form("token", token), headers);
    }

    private Http.Answer askByAssertion(String token, String assertion) throws IOException {
        return Http.post(
                trial.url(),
                "/introspect",
                Trial.form(
                        "token", token,
                        "client_assertion_type", Trial.ASSERTION,
                        "client_assertion", assertion));
    }
}
