package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.StrangersServer;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    /** An hour is counted from our own clock, since the answer names no end. */
    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void clocksMinutesApart_areNoMatter(long seconds) {
        Clock ours = Clock.offset(GitHubRig.CLOCK, Duration.ofSeconds(seconds));
        try (OctoStsRig rig = new OctoStsRig("", ours)) {
            Issued issued = rig.issuer().issue(rig.request(), "r");

            assertThat(issued.expiresAt()).isEqualTo(ours.instant().plus(Duration.ofHours(1)));
            rig.issuer().revoke(issued.handle());
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
        try (OctoStsRig rig = new OctoStsRig(fault)) {
            rig.proxy()
                    .answerNext(
                            OctoStsRig.EXCHANGE,
                            switch (fault) {
                                case "lost" -> Reply.close();
                                case "hang" -> Reply.hang();
                                case "html" -> Reply.of(200, "text/html", "<html>Sign in to the network</html>");
                                default -> Reply.of(Integer.parseInt(fault), "text/plain", "in trouble");
                            });

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(uncertain ? JitException.Uncertain.class : JitException.Unavailable.class);
            assertThat(rig.proxy().asked(OctoStsRig.EXCHANGE)).isOne();
        }
    }

    /** It was granted behind the proxy, and what came through it is of no use: alive at GitHub, and never asked for again. */
    @ParameterizedTest
    @ValueSource(
            strings = {"lost", "reset", "hang", "drip", "endless", "500", "502", "html", "torn", "no token", "list"})
    void answerCutAfterTheGrant_isUncertainAndAskedOnce(String fault) {
        try (OctoStsRig rig = new OctoStsRig(fault)) {
            rig.proxy()
                    .instead(
                            OctoStsRig.EXCHANGE,
                            switch (fault) {
                                case "lost" -> Reply.close();
                                case "reset" -> Reply.reset();
                                case "hang" -> Reply.hang();
                                case "drip" -> Reply.drip(100);
                                case "endless" -> Reply.endless();
                                case "html" -> Reply.of(200, "text/html", "<html>Sign in to the network</html>");
                                case "torn" -> Reply.json(200, "{\"token\":\"gh");
                                case "no token" -> Reply.json(200, "{}");
                                case "list" -> Reply.json(200, "[]");
                                default -> Reply.of(Integer.parseInt(fault), "text/plain", "in trouble");
                            });

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Uncertain.class)
                    .hasMessageNotContaining("in a way that should not be");
            assertThat(rig.proxy().asked(OctoStsRig.EXCHANGE)).isOne();
            assertThat(rig.granted()).isOne();
            assertThat(rig.live()).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void redirectToAnotherHost_isNotFollowedAndNothingSecretGoesThere(int status) {
        try (OctoStsRig rig = new OctoStsRig();
                StubServer elsewhere = new StubServer("127.0.0.2")) {
            rig.proxy().answerNext(OctoStsRig.EXCHANGE, Reply.json(status, "{}", "Location: " + elsewhere.uri("/")));

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "r")).isInstanceOf(JitException.Refused.class);
            assertThat(elsewhere.seen()).isEmpty();
            assertThat(rig.granted()).isZero();
        }
    }

    @Test
    void serverWithAnUnknownAuthority_isToldNothing(@TempDir Path folder) throws Exception {
        try (StrangersServer stranger = new StrangersServer(folder);
                OctoStsRig rig = new OctoStsRig();
                Web web = Webs.patient(GitHubRig.CLOCK)) {
            IssuerSpec spec = new IssuerSpec(
                    "sts",
                    "octo-sts",
                    new TreeMap<>(Map.of("url", stranger.url("127.0.0.1").toString(), "identity", "push")));
            CredentialIssuer issuer = Issuers.create(spec, web, rig, Secret::of, GitHubRig.CLOCK);

            assertThatThrownBy(() -> issuer.issue(rig.request(), "r"))
                    .isInstanceOf(JitException.Unavailable.class)
                    .hasMessageContaining("certificate is not trusted");
            assertThat(stranger.heard()).isZero();
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
