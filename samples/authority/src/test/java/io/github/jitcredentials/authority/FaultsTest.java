package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.jitcredentials.authority.http.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
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
    void status_isAnsweredSoManyTimes_andNothingIsDone() throws IOException {
        String token = trial.token("repo:write");
        trial.authority().faults().arm(Fault.status("/revoke", 503).times(2).retryAfter(Duration.ofSeconds(7)));

        for (int i = 0; i < 2; i++) {
            Http.Answer answer = trial.revoke("any", token);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("7");
            assertThat(trial.active(token)).isTrue();
        }
        assertThat(trial.revoke("any", token).status()).isEqualTo(200);
        assertThat(trial.active(token)).isFalse();
    }

    @Test
    void otherPaths_areNotConcerned() throws IOException {
        trial.authority().faults().arm(Fault.status("/revoke", 503));

        assertThat(trial.exchange().status()).isEqualTo(200);
    }

    @Test
    void lostAnswer_leavesAGrantNobodyKnows() {
        trial.authority().faults().arm(Fault.loseAnswer("/token"));

        assertThatIOException().isThrownBy(() -> trial.exchange());
        assertThat(trial.authority().live()).hasSize(1);
    }

    @Test
    void droppedRequest_leavesNothing() {
        trial.authority().faults().arm(Fault.drop("/token"));

        assertThatIOException().isThrownBy(() -> trial.exchange());
        assertThat(trial.authority().grants()).isEmpty();
    }

    @Test
    void truncatedAnswer_breaksOff_andTheGrantExists() {
        trial.authority().faults().arm(Fault.truncate("/token"));

        assertThatIOException().isThrownBy(() -> trial.exchange());
        assertThat(trial.authority().live()).hasSize(1);
    }

    @Test
    void oversizeAnswer_isMegabytes() throws IOException {
        trial.authority().faults().arm(Fault.oversize("/token"));

        assertThat(trial.exchange().body().length()).isGreaterThan(8_000_000);
    }

    @Test
    void wrongJson_comesWithStatus200() throws IOException {
        trial.authority().faults().arm(Fault.wrongJson("/token"));

        Http.Answer answer = trial.exchange();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.body()).startsWith("<html>");
    }

    @Test
    void redirect_keepsMethodAndBody_andNothingIsDone() throws IOException {
        trial.authority().faults().arm(Fault.redirect("/token", URI.create("http://127.0.0.2:1/token")));

        Http.Answer answer = trial.exchange();

        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("location")).isEqualTo("http://127.0.0.2:1/token");
        assertThat(trial.authority().grants()).isEmpty();
    }

    @Test
    void errorAfterTheWork_isPossibleToo() throws IOException {
        String token = trial.token("repo:write");
        trial.authority().faults().arm(Fault.status("/revoke", 500).after());

        assertThat(trial.revoke("any", token).status()).isEqualTo(500);
        assertThat(trial.active(token)).isFalse();
    }

    @Test
    void hang_lastsUntilTheFaultsAreCleared() throws Exception {
        trial.authority().faults().arm(Fault.hang("/token"));
        CompletableFuture<Integer> hanging = CompletableFuture.supplyAsync(this::exchangeStatus);
        while (!trial.authority().faults().armed().isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(hanging).isNotDone();
        trial.authority().faults().clear();

        assertThat(hanging)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withRootCauseInstanceOf(IOException.class);
        assertThat(trial.authority().grants()).isEmpty();
    }

    @Test
    void delay_isEndedByClearing_andTheWorkIsDone() throws Exception {
        trial.authority().faults().arm(Fault.delay("/token", Duration.ofMinutes(5)));
        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(this::exchangeStatus);
        while (!trial.authority().faults().armed().isEmpty()) {
            Thread.onSpinWait();
        }

        assertThat(trial.authority().grants()).isEmpty();
        trial.authority().faults().clear();

        assertThat(late.get(5, TimeUnit.SECONDS)).isEqualTo(200);
        assertThat(trial.authority().grants()).hasSize(1);
    }

    @Test
    void anotherProcess_armsShowsAndClears() throws IOException {
        String[] admin = trial.asAdmin();

        Http.Answer armed = Http.postJson(
                trial.url(),
                "/faults",
                "{\"path\":\"/revoke\",\"kind\":\"status\",\"status\":503,\"retryAfterSeconds\":2,\"times\":3}",
                admin);

        assertThat(armed.status()).isEqualTo(200);
        assertThat(armed.array()).singleElement().satisfies(fault -> assertThat(fault)
                .containsEntry("kind", "status")
                .containsEntry("times", 3L));
        assertThat(trial.revoke("any", "x").header("retry-after")).isEqualTo("2");
        assertThat(Http.delete(trial.url(), "/faults", admin).status()).isEqualTo(204);
        assertThat(trial.revoke("any", "x").status()).isEqualTo(200);
    }

    @Test
    void anotherProcess_canLoseAnswersAndRedirect() throws IOException {
        String[] admin = trial.asAdmin();
        Http.postJson(trial.url(), "/faults", "{\"path\":\"/token\",\"kind\":\"drop\",\"after\":true}", admin);
        assertThatIOException().isThrownBy(() -> trial.exchange());
        assertThat(trial.authority().live()).hasSize(1);

        Http.postJson(
                trial.url(),
                "/faults",
                "{\"path\":\"*\",\"kind\":\"redirect\",\"location\":\"http://127.0.0.2:1/\"}",
                admin);
        assertThat(trial.exchange().status()).isEqualTo(307);
    }

    @Test
    void faultForEachPath_canStillBeCleared() throws IOException {
        trial.authority().faults().arm(Fault.status("*", 500).times(100));

        assertThat(Http.delete(trial.url(), "/faults", trial.asAdmin()).status())
                .isEqualTo(204);
        assertThat(trial.exchange().status()).isEqualTo(200);
    }

    @Test
    void nonsense_isRefused() throws IOException {
        for (String json : new String[] {
            "{\"path\":\"/token\",\"kind\":\"explode\"}",
            "{\"path\":\"/token\",\"kind\":\"status\"}",
            "{\"path\":\"/token\",\"kind\":\"redirect\"}",
            "{\"path\":\"/token\",\"kind\":\"delay\"}",
            "{\"path\":\"token\",\"kind\":\"drop\"}",
            "{\"path\":\"/token\",\"kind\":\"drop\",\"times\":0}",
            "{\"path\":\"/token\",\"kind\":\"drop\",\"tmies\":1}",
            "{\"kind\":\"drop\"}",
            "[]",
            "no json"
        }) {
            assertThat(Http.postJson(trial.url(), "/faults", json, trial.asAdmin())
                            .status())
                    .as(json)
                    .isEqualTo(400);
        }
        assertThat(trial.authority().faults().armed()).isEmpty();
    }

    private int exchangeStatus() {
        try {
            return trial.exchange().status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
