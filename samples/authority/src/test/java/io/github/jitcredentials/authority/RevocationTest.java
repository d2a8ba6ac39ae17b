package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationTest {
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
    void revoked_isDeadAtOnce_andWrittenDown() throws IOException {
        String token = trial.token("repo:write");

        assertThat(trial.revoke("any", token).status()).isEqualTo(200);

        assertThat(trial.active(token)).isFalse();
        assertThat(trial.authority().live()).isEmpty();
        assertThat(trial.authority().grants().get(0).revokedAt())
                .contains(trial.clock().instant());
    }

    @Test
    void revokedTwice_isFine_andTheFirstTimeCounts() throws IOException {
        String token = trial.token("repo:write");
        trial.revoke("any", token);
        Instant first = trial.clock().instant();
        trial.clock().advance(Duration.ofSeconds(5));

        assertThat(trial.revoke("any", token).status()).isEqualTo(200);
        assertThat(trial.authority().grants().get(0).revokedAt()).contains(first);
    }

    @Test
    void onlyThatToken_isRevoked() throws IOException {
        String one = trial.token("repo:write");
        String other = trial.token("repo:write");

        trial.revoke("any", one);

        assertThat(trial.active(other)).isTrue();
    }

    @Test
    void unknownToken_isFine() throws IOException {
        assertThat(trial.revoke("any", "unknown").status()).isEqualTo(200);
    }

    @Test
    void missingToken_isRefused_andUsesUpNoAssertion() throws IOException {
        String assertion = trial.idToken();
        Http.Answer answer = Http.post(
                trial.url(),
                "/revoke",
                Trial.form("client_assertion_type", Trial.ASSERTION, "client_assertion", assertion));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).containsEntry("error", "invalid_request");
        assertThat(trial.byAssertion(assertion).status()).isEqualTo(200);
    }

    @Test
    void tokenOfAnotherClient_staysAlive() throws IOException {
        String token = trial.token("repo:write");

        Http.Answer answer = trial.revoke("other", token);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json())
                .containsEntry("error", "invalid_request")
                .containsEntry("error_description", "token belongs to another client");
        assertThat(trial.active(token)).isTrue();
    }

    @Test
    void unknownClient_isRefused() throws IOException {
        assertThat(trial.revoke("nobody", trial.token("repo:write")).status()).isEqualTo(401);
    }

    @Test
    void clientWithAssertion_needsAFreshOne() throws IOException {
        String used = trial.idToken();
        String token = trial.byAssertion(used).text("access_token");

        assertThat(trial.revoke("main-by-assertion", token).status()).isEqualTo(401);
        assertThat(revokeByAssertion(token, used).status()).isEqualTo(400);
        assertThat(trial.active(token)).isTrue();

        assertThat(revokeByAssertion(token, trial.idToken()).status()).isEqualTo(200);
        assertThat(trial.active(token)).isFalse();
    }

    @Test
    void otherClientWithAssertion_isRefused() throws IOException {
        String token = trial.byAssertion(trial.idToken()).text("access_token");

        Http.Answer answer = revokeByAssertion(token, trial.idTokenOf("repo:acme/app:ref:refs/tags/v1"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(trial.active(token)).isTrue();
    }

    private Http.Answer revokeByAssertion(String token, String assertion) throws IOException {
        return Http.post(
                trial.url(),
                "/revoke",
                Trial.form(
                        "token",
                        token,
                        "token_type_hint",
                        "access_token",
                        "client_assertion_type",
                        Trial.ASSERTION,
                        "client_assertion",
                        assertion));
    }
}
