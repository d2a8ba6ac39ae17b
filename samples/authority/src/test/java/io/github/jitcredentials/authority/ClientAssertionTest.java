package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientAssertionTest {
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
    void freshAssertion_isGrantedToTheClientOfItsSubject() throws IOException {
        Http.Answer answer = trial.byAssertion(trial.idToken());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .containsEntry("scope", "repo:write")
                .containsOnlyKeys("access_token", "token_type", "expires_in", "scope");
        assertThat(trial.authority().grants().get(0).client()).isEqualTo("main-by-assertion");
        assertThat(trial.authority().grants().get(0).subject()).isEqualTo(Trial.MAIN);
    }

    @Test
    void secondUse_isRefused() throws IOException {
        String assertion = trial.idToken();
        trial.byAssertion(assertion);

        Http.Answer again = trial.byAssertion(assertion);

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.json())
                .containsEntry("error", "invalid_client")
                .containsEntry("error_description", "assertion was used before");
        assertThat(trial.authority().grants()).hasSize(1);
    }

    @Test
    void manyUsesAtOnce_grantOnce() throws Exception {
        String assertion = trial.idToken();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Integer> ask = () -> trial.byAssertion(assertion).status();
            List<Future<Integer>> asked =
                    threads.invokeAll(Stream.generate(() -> ask).limit(16).collect(Collectors.toList()));

            int granted = 0;
            for (Future<Integer> one : asked) {
                granted += one.get() == 200 ? 1 : 0;
            }
            assertThat(granted).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void subjectOfNoClient_isInvalidClient() throws IOException {
        Http.Answer answer = trial.byAssertion(trial.idTokenOf("repo:evil/app:ref:refs/heads/main"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json())
                .containsEntry("error", "invalid_client")
                .containsEntry("error_description", "no client here has the subject repo:evil/app:ref:refs/heads/main");
    }

    @Test
    void clientIdOfAnotherSubject_isInvalidClient() throws IOException {
        assertThat(trial.byAssertion(trial.idToken(), "client_id", "tag-by-assertion")
                        .status())
                .isEqualTo(401);
        assertThat(trial.byAssertion(trial.idToken(), "client_id", "main-by-assertion")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void otherAssertionType_isInvalidClient() throws IOException {
        Http.Answer answer = trial.byAssertion(
                trial.idToken(), "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json()).containsEntry("error", "invalid_client");
    }

    @Test
    void noScope_isInvalidScope() throws IOException {
        assertThat(trial.byAssertion(trial.idToken(), "scope", "").json()).containsEntry("error", "invalid_scope");
    }
}
