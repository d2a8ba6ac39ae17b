package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.http.StrangersServer;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.issuer.KeycloakRig.Way;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.peer.Realm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a lease when the way to a real Keycloak is bad, and what is alive there then. */
@EnabledIf("io.github.jitcredentials.peer.Peers#haveKeycloak")
class KeycloakFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A server at work on other things has it done within that, and nobody waits longer for what never comes. */
    private static final Duration IMPATIENCE = Duration.ofSeconds(3);

    private static Realm realm;

    @BeforeAll
    static void createRealm() {
        realm = new Realm();
    }

    @AfterAll
    static void deleteRealm() {
        realm.close();
    }

    static Stream<Arguments> answersInPlaceOfItsOwn() {
        return Stream.of(
                Arguments.of("lost", Reply.close()),
                Arguments.of("reset", Reply.reset()),
                Arguments.of("500", Reply.of(500, "text/html", "<h1>oops</h1>")),
                Arguments.of("502", Reply.of(502, "text/plain", "bad gateway")),
                Arguments.of("no JSON", Reply.json(200, "{\"access_token\":")),
                Arguments.of("no token", Reply.json(200, "{}")),
                Arguments.of("endless", Reply.endless()),
                Arguments.of("hanging", Reply.hang()));
    }

    /** It was granted, and nobody here knows it: alive until its own end, and never asked for again. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("answersInPlaceOfItsOwn")
    void answerAfterTheGrant_isUncertain(String what, Reply answer) {
        try (KeycloakRig rig = new KeycloakRig(
                realm, Way.FEDERATED, Map.of(), Clock.systemUTC(), what.equals("hanging") ? IMPATIENCE : PATIENCE)) {
            rig.proxy().instead(rig.endpoint("token"), answer);

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Uncertain.class);

            assertThat(rig.granted()).isEqualTo(1);
            assertThat(rig.live()).isEqualTo(1);
        }
    }

    /** Behind TLS, with a certificate authority that only the file knows: without it nothing is sent, with it all of a lease works. */
    @Test
    void unknownCertificateAuthority_isUnavailableAndItsOwnIsTrusted(@TempDir Path folder) throws Exception {
        try (StrangersServer tls = new StrangersServer(folder);
                KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of());
                Web web = Webs.patient(Clock.systemUTC())) {
            URI front = URI.create("https://127.0.0.1:" + tls.url("127.0.0.1").getPort());
            rig.proxy().knownAs(front);
            tls.standBefore(rig.proxy().url());
            Map<String, String> settings = new TreeMap<>(
                    Map.of("url", front + realm.path(), "grant", "client-credentials", "prove", "client"));
            CredentialIssuer distrusting = issuer(settings, web, rig);
            settings.put("ca", tls.bundle().toString());
            CredentialIssuer trusting = issuer(settings, web, rig);

            assertThatThrownBy(() -> distrusting.issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Unavailable.class)
                    .hasMessageContaining("certificate");
            assertThat(tls.heard()).isZero();

            Issued issued = trusting.issue(rig.request(), "request-1");
            assertThat(trusting.probe(issued.handle())).isEqualTo(Liveness.ALIVE);
            trusting.revoke(issued.handle());
            assertThat(trusting.probe(issued.handle())).isEqualTo(Liveness.DEAD);
        }
    }

    private static CredentialIssuer issuer(Map<String, String> settings, Web web, KeycloakRig rig) {
        return Issuers.create(
                new IssuerSpec("sso", "oauth2", new TreeMap<>(settings)),
                web,
                rig,
                place -> {
                    throw new AssertionError("a secret was asked for");
                },
                Clock.systemUTC());
    }

    /** An exchange whose last answer is lost: what was exchanged is taken back, what came of it is not known. */
    @Test
    void answerLostInAChain_leavesOnlyWhatNobodyKnows() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.EXCHANGE, Map.of())) {
            rig.loseNextAnswer();

            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Uncertain.class);

            assertThat(rig.tokens().stream().filter(rig::isActive)).hasSize(1);
        }
    }

    @Test
    void busyAuthority_isAskedAgainWhenItSays() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            rig.proxy().answerNext(rig.endpoint("token"), Reply.of(429, "text/plain", "", "Retry-After: 7"));

            JitException.Unavailable busy = catchThrowableOfType(
                    JitException.Unavailable.class, () -> rig.issuer().issue(rig.request(), "request-1"));

            assertThat(busy.retryAfter()).contains(Duration.ofSeconds(7));
            assertThat(rig.granted()).isZero();
            assertThat(rig.issuer().issue(rig.request(), "request-1").scope().isEmpty())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "revoke", "token/introspect"})
    void redirect_isNotFollowedToAnotherHost(String endpoint) {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of());
                StubServer elsewhere = new StubServer("127.0.0.2")) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            Reply redirect = Reply.of(
                    307, "text/plain", "", "Location: " + elsewhere.uri("/realms/ci/protocol/openid-connect/token"));
            rig.proxy().answerNext(rig.endpoint(endpoint), redirect);

            switch (endpoint) {
                case "token" ->
                    assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-2"))
                            .isInstanceOf(JitException.Refused.class);
                case "revoke" ->
                    assertThatThrownBy(() -> rig.issuer().revoke(issued.handle()))
                            .isInstanceOf(JitException.Refused.class);
                default -> assertThat(rig.issuer().probe(issued.handle())).isEqualTo(Liveness.UNKNOWN);
            }

            assertThat(elsewhere.seen()).isEmpty();
            rig.issuer().revoke(issued.handle());
            assertThat(rig.live()).isZero();
        }
    }

    @Test
    void revocationThatGoesWrong_isAskedAgainUntilItIsTrue() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            rig.proxy().answerNext(rig.endpoint("revoke"), Reply.of(503, "text/plain", "", "Retry-After: 1"));
            rig.proxy().answerNext(rig.endpoint("revoke"), Reply.of(500, "text/plain", ""));

            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle())).isInstanceOf(JitException.Unavailable.class);
            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle())).isInstanceOf(JitException.Uncertain.class);
            assertThat(rig.live()).isEqualTo(1);
            rig.proxy().loseNext(rig.endpoint("revoke"));
            assertThatThrownBy(() -> rig.issuer().revoke(issued.handle())).isInstanceOf(JitException.Uncertain.class);

            assertThat(rig.issuer().probe(issued.handle()))
                    .as("the answer was lost, the deed was done")
                    .isEqualTo(Liveness.DEAD);
            rig.issuer().revoke(issued.handle());
        }
    }

    /** Keycloak answers so: 200, and an error beside it. */
    @Test
    void tokenThatNeverWas_isRevokedLikeAny() {
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of())) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");
            rig.proxy().answerNext(rig.endpoint("revoke"), Reply.json(200, "{\"error\":\"invalid_token\"}"));

            rig.issuer().revoke(issued.handle());

            assertThat(rig.issuer().probe(issued.handle()))
                    .as("a 200 is no proof")
                    .isEqualTo(Liveness.ALIVE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT5M", "PT-5M"})
    void clockThatIsWrong_changesNoLifeOfACredential(Duration wrong) {
        Clock clock = Clock.offset(Clock.systemUTC(), wrong);
        try (KeycloakRig rig = new KeycloakRig(realm, Way.FEDERATED, Map.of(), clock, Duration.ofSeconds(30))) {
            Issued issued = rig.issuer().issue(rig.request(), "request-1");

            assertThat(Duration.between(issued.issuedAt(), issued.expiresAt()))
                    .isBetween(Duration.ofSeconds(300), Duration.ofSeconds(310));
            assertThat(issued.expiresAt()).isAfter(Instant.now(clock).plusSeconds(290));
            rig.issuer().revoke(issued.handle());
            assertThat(rig.live()).isZero();
        }
    }

    /** What the client signs itself is dated by its own clock, and Keycloak tolerates none of that. */
    @Test
    void clockBehind_makesAClientsOwnProofStale() {
        Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));
        try (KeycloakRig rig = new KeycloakRig(realm, Way.KEY, Map.of(), behind, Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> rig.issuer().issue(rig.request(), "request-1"))
                    .isInstanceOf(JitException.Refused.class)
                    .hasMessageContaining("Token is not active");
            assertThat(rig.granted()).isZero();
        }
    }
}
