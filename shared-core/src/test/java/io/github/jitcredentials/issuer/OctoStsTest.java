package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OctoStsTest {
    private static final String REACH = "/api/v3/installation/repositories?per_page=2";

    @Nested
    class Contract implements IssuerContract {
        @Override
        public IssuerRig rig() {
            return new OctoStsRig();
        }

        /** It never names an end: GitHub's own hour is one. */
        @Test
        @Override
        public void endlessGrant_isTakenBackAndRefused() {
            try (OctoStsRig rig = new OctoStsRig()) {
                Issued issued = rig.issuer().issue(rig.request(), "request-1");

                assertThat(issued.expiresAt()).isEqualTo(GitHubRig.NOW.plus(Duration.ofHours(1)));
            }
        }
    }

    @Test
    void exchange_isInTheIdentitysNameAndChecked() {
        try (OctoStsRig rig = new OctoStsRig()) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(rig.sts().seen()).singleElement().satisfies(seen -> {
                assertThat(seen.method() + " " + seen.path()).isEqualTo("GET " + OctoStsRig.EXCHANGE);
                assertThat(seen.headers())
                        .containsEntry("authorization", "Bearer identity-token-0-signature-abcdefgh")
                        .containsEntry("x-request-id", "request-1");
            });
            assertThat(rig.audiences()).containsExactly("127.0.0.1");
            assertThat(rig.github().server().seen(REACH)).hasSize(1);
            assertThat(issued.scope()).isEqualTo(Scope.of("repositories", "acme/app"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "lost", "401", "another"})
    void tokenOfWhichNobodySaysWhatItOpens_isTakenBack(String fault) {
        try (OctoStsRig rig = new OctoStsRig()) {
            rig.github()
                    .server()
                    .next(
                            REACH,
                            switch (fault) {
                                case "503" -> Reply.of(503, "text/plain", "away");
                                case "lost" -> Reply.close();
                                case "401" -> Reply.json(401, "{\"message\":\"Bad credentials\"}");
                                default ->
                                    Reply.json(
                                            200,
                                            "{\"total_count\":1,\"repositories\":[{\"full_name\":\"acme/application\"}]}");
                            });

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("it was taken back");
            assertThat(rig.live()).isZero();
        }
    }

    @Test
    void refusal_namesThePolicyAndTheIdentity() {
        try (OctoStsRig rig = new OctoStsRig()) {
            rig.refuseNext();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining(".github/chainguard/push.sts.yaml")
                    .hasMessageContaining("repo:acme/app:ref:refs/heads/main")
                    .hasMessageContaining("does not match");
        }
    }

    @ParameterizedTest
    @CsvSource({"lost, true", "hang, true", "500, true", "html, true", "503, false", "429, false"})
    void exchangeWithoutAUsableAnswer_saysWhatMayLive(String fault, boolean uncertain) {
        try (OctoStsRig rig = new OctoStsRig()) {
            rig.sts()
                    .next(
                            OctoStsRig.EXCHANGE,
                            switch (fault) {
                                case "lost" -> Reply.close();
                                case "hang" -> Reply.hang();
                                case "html" -> Reply.of(200, "text/html", "<html>Sign in to the network</html>");
                                default -> Reply.of(Integer.parseInt(fault), "text/plain", "in trouble");
                            });

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(uncertain ? JitException.Uncertain.class : JitException.Unavailable.class);
            assertThat(rig.sts().seen()).hasSize(1);
        }
    }

    @Test
    void redirectElsewhere_isNotFollowed() {
        try (OctoStsRig rig = new OctoStsRig();
                StubServer elsewhere = new StubServer("127.0.0.2")) {
            rig.sts().next(OctoStsRig.EXCHANGE, Reply.json(302, "{}", "Location: " + elsewhere.uri("/")));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r")).isInstanceOf(JitException.Refused.class);
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    @Test
    void request_isForOneRepositoryAndNothingElse() {
        assertThat(OctoStsIssuer.complaint(Scope.of("repositories", "acme/app")))
                .isEmpty();
        assertThat(OctoStsIssuer.complaint(Scope.of("repositories", "acme/app", "acme/lib")))
                .isPresent();
        assertThat(OctoStsIssuer.complaint(Scope.of("repositories", "acme"))).isPresent();
        assertThat(OctoStsIssuer.complaint(Scope.of("permissions", "contents:write")))
                .isPresent();
        assertThatThrownBy(() -> {
                    try (OctoStsRig rig = new OctoStsRig()) {
                        rig.issuer().issue(GitHubRig.asking(Set.of("acme/app"), Set.of("contents:write")), "r");
                    }
                })
                .isInstanceOf(JitException.Misconfigured.class);
    }
}
