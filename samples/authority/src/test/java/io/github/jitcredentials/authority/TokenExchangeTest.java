package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenExchangeTest {
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
    void goodIdToken_givesTokenWithJustTheScopeAsked() throws IOException {
        Http.Answer answer = trial.exchange("scope", "repo:read");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .containsEntry("token_type", "Bearer")
                .containsEntry("issued_token_type", "urn:ietf:params:oauth:token-type:access_token")
                .containsEntry("expires_in", 300L)
                .containsEntry("scope", "repo:read")
                .containsOnlyKeys("access_token", "issued_token_type", "token_type", "expires_in", "scope");
        assertThat(answer.text("access_token")).hasSize(43);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(trial.active(answer.text("access_token"))).isTrue();
    }

    @Test
    void idTokenType_isTakenToo() throws IOException {
        assertThat(trial.exchange("subject_token_type", Trial.ID_TOKEN).status())
                .isEqualTo(200);
    }

    @Test
    void sameSubjectTokenTwice_isTaken_asItIsNoAssertion() throws IOException {
        String idToken = trial.idToken();

        assertThat(trial.exchange("subject_token", idToken).status()).isEqualTo(200);
        assertThat(trial.exchange("subject_token", idToken).status()).isEqualTo(200);
        assertThat(trial.authority().live()).hasSize(2);
    }

    @Test
    void noScope_isInvalidScope_asNothingIsInherited() throws IOException {
        refused(trial.exchange("scope", ""), "invalid_scope", "no scope was asked for");
        refused(trial.exchange("scope", "  "), "invalid_scope", "no scope was asked for");
    }

    @Test
    void scopeOfAnotherClient_isInvalidScope_andNothingIsGranted() throws IOException {
        refused(trial.exchange("client_id", "other", "scope", "repo:read repo:write"), "invalid_scope", "repo:write");
        refused(trial.exchange("scope", "admin"), "invalid_scope", "may not have admin");
        assertThat(trial.authority().grants()).isEmpty();
    }

    @Test
    void unknownClient_isInvalidClient() throws IOException {
        Http.Answer answer = trial.exchange("client_id", "nobody");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json()).containsEntry("error", "invalid_client");
    }

    @Test
    void noClient_isInvalidClient() throws IOException {
        assertThat(trial.exchange("client_id", "").status()).isEqualTo(401);
    }

    @Test
    void clientThatHasToProveItself_isRefusedByNameAlone() throws IOException {
        Http.Answer answer = trial.exchange("client_id", "main-by-assertion");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text("error_description")).contains("has to send a client_assertion");
    }

    @Test
    void clientForAnotherSubject_isRefused() throws IOException {
        refused(trial.exchange("client_id", "release"), "invalid_request", "does not take the subject " + Trial.MAIN);

        Http.Answer tag = trial.exchange(
                "client_id", "release", "subject_token", trial.idTokenOf("repo:acme/app:ref:refs/tags/v1"));
        assertThat(tag.json()).containsEntry("expires_in", 60L);
    }

    @Test
    void otherTokenTypes_areRefused() throws IOException {
        String saml = "urn:ietf:params:oauth:token-type:saml2";
        refused(trial.exchange("subject_token_type", saml), "invalid_request", "subject_token_type");
        refused(trial.exchange("subject_token_type", ""), "invalid_request", "subject_token_type is missing");
        refused(trial.exchange("requested_token_type", saml), "invalid_request", "requested_token_type");
        refused(trial.exchange("actor_token", "x"), "invalid_request", "actor tokens");
        refused(trial.exchange("subject_token", ""), "invalid_request", "subject_token is missing");
    }

    @Test
    void otherGrantType_isUnsupported() throws IOException {
        refused(trial.exchange("grant_type", "password"), "unsupported_grant_type", "only");
        refused(trial.exchange("grant_type", ""), "invalid_request", "grant_type is missing");
    }

    @Test
    void clientSecret_isRefused() throws IOException {
        refused(trial.exchange("client_secret", "s3cret"), "invalid_client", "client secrets");
    }

    @Test
    void publicClient_cannotAskForItself() throws IOException {
        Http.Answer answer = Http.post(
                trial.url(),
                "/token",
                Trial.form("grant_type", "client_credentials", "client_id", "any", "scope", "repo:read"));

        refused(answer, "unauthorized_client", "proves nothing");
    }

    @Test
    void audienceAndResource_areWrittenDown() throws IOException {
        trial.exchange("audience", "repository", "resource", "https://repo.example.com/");

        assertThat(trial.authority().grants().get(0).audience())
                .isEqualTo(List.of("repository", "https://repo.example.com/"));
    }

    @Test
    void resourceThatIsNoUrl_isInvalidTarget() throws IOException {
        refused(trial.exchange("resource", "repository"), "invalid_target", "absolute URL");
        refused(trial.exchange("resource", "https://repo.example.com/#x"), "invalid_target", "absolute URL");
    }

    @Test
    void purposeAndRequestId_areWrittenDown() throws IOException {
        Http.post(
                trial.url(),
                "/token",
                Trial.form(
                        "grant_type",
                        Trial.EXCHANGE,
                        "client_id",
                        "any",
                        "subject_token",
                        trial.idToken(),
                        "subject_token_type",
                        Trial.JWT,
                        "scope",
                        "repo:read",
                        "purpose",
                        "publish 1.4.0"),
                "X-Request-Id",
                "r-1");

        assertThat(trial.authority().grants().get(0).purpose()).isEqualTo("publish 1.4.0");
        assertThat(trial.authority().grants().get(0).requestId()).isEqualTo("r-1");
    }

    @Test
    void purposeThatIsTooLongOrNotPrintable_isRefused_notCleaned() throws IOException {
        refused(trial.exchange("purpose", "x".repeat(201)), "invalid_request", "purpose");
        refused(trial.exchange("purpose", "one\ntwo"), "invalid_request", "purpose");
        assertThat(trial.exchange("purpose", "x".repeat(200)).status()).isEqualTo(200);
    }

    @Test
    void token_diesByItself() throws IOException {
        String token = trial.token("repo:write");

        trial.clock().advance(Duration.ofSeconds(299));
        assertThat(trial.active(token)).isTrue();
        trial.clock().advance(Duration.ofSeconds(1));
        assertThat(trial.active(token)).isFalse();
    }

    private static void refused(Http.Answer answer, String error, String description) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).contains(description);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }
}
