package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {
    private static final Profile DEPLOY = Examples.trial().profile("deploy", "profile");

    @Test
    void request_isWhatTheProfileSays() {
        Task task = new Task("maven", "deploy:deploy @ app", new Purpose("publish main"));

        assertThat(DEPLOY.request(task))
                .isEqualTo(new CredentialRequest(
                        "deploy",
                        "trial",
                        Scope.of("scope", "repo:write"),
                        Duration.ofMinutes(5),
                        task,
                        Destination.parse("http://127.0.0.1:35121/")));
    }

    @Test
    void purpose_namesWhatTheIdentityClaims() {
        assertThat(DEPLOY.purpose(identity(Map.of("ref_name", "v1.4.0")), null)).hasToString("publish v1.4.0");
    }

    @Test
    void purposeOverAnAbsentClaim_saysThatItIsUnknown() {
        assertThat(DEPLOY.purpose(identity(Map.of()), "")).hasToString("publish unknown");
        assertThat(DEPLOY.purpose(identity(Map.of("ref_name", "")), null)).hasToString("publish unknown");
    }

    @Test
    void purposeThatTheCallSays_isTakenWordForWord() {
        assertThat(DEPLOY.purpose(identity(Map.of("ref_name", "main")), "publish {ref_name}"))
                .hasToString("publish {ref_name}");
    }

    @Test
    void claimThatLooksLikeATemplate_isNotExpandedAgain() {
        assertThat(DEPLOY.purpose(identity(Map.of("ref_name", "{actor}", "actor", "eve")), null))
                .hasToString("publish {actor}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u001b[2J", "\u202e", "a\tb"})
    void hostileClaim_isRefusedAndNotCleaned(String claim) {
        assertThatThrownBy(() -> DEPLOY.purpose(identity(Map.of("ref_name", claim)), null))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("purpose of \"deploy\": a purpose has printable characters only");
    }

    @Test
    void longClaim_isRefusedAndNotCut() {
        assertThatThrownBy(() -> DEPLOY.purpose(identity(Map.of("ref_name", "x".repeat(200))), null))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("1 to 200 characters, this has 208");
    }

    @Test
    void profileWithoutAPurpose_isItsOwn() {
        Profile notes = Examples.read("everything.yml").profile("notes", "profile");

        assertThat(notes.purpose(identity(Map.of()), null)).hasToString("notes");
    }

    @Test
    void within_isTheSameForLess() {
        Profile both = DEPLOY.of("other");
        assertThat(both.issuer()).isEqualTo("other");
        assertThat(DEPLOY.within(DEPLOY.scope(), "request")).isEqualTo(DEPLOY);
        assertThatThrownBy(() -> DEPLOY.within(Scope.of("scope", "repo:write", "repo:admin"), "request"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("is more than the repo:write of profile \"deploy\"");
        assertThatThrownBy(() -> DEPLOY.within(Scope.of("repositories", "app"), "request"))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    @Test
    void shortened_isTheSameForLess() {
        assertThat(DEPLOY.shortened(Duration.ofSeconds(30), "ttl").ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(DEPLOY.shortened(DEPLOY.ttl(), "ttl")).isEqualTo(DEPLOY);
        assertThatThrownBy(() -> DEPLOY.shortened(Duration.ofMinutes(6), "ttl"))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    private static Identity identity(Map<String, String> claims) {
        return new Identity(
                "token-file", "https://ci.example.com", "job-1", claims, Instant.parse("2026-11-22T12:00:00Z"));
    }
}
