package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.StubServer.Seen;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.JitException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels to a transit engine, and what is made of answers that a real one does not give on request. */
class TransitSignerTest {
    private static final String LOGIN = "/v1/auth/ci/jwt/login";
    private static final String SIGN = "/v1/apps/sign/app";
    private static final String OUT = "/v1/auth/token/revoke-self";
    private static final byte[] TEXT = "header.claims".getBytes(StandardCharsets.US_ASCII);

    private final StubServer server = new StubServer()
            .always(
                    LOGIN,
                    Reply.json(
                            200,
                            "{\"auth\":{\"client_token\":\"s.login-token-abcdefghijkl\",\"accessor\":\"names-it\"}}"))
            .always(SIGN, Reply.json(200, "{\"data\":{\"signature\":\"vault:v3:c2lnbmF0dXJl\"}}"))
            .always(OUT, Reply.json(204, ""));
    private Web web = Webs.patient(GitHubRig.CLOCK);
    private final OctoStsRig identities = new OctoStsRig();
    private final List<Duration> pauses = new ArrayList<>();
    private TransitSigner signer = signer();

    private TransitSigner signer() {
        TransitSettings settings = Objects.requireNonNull(GitHubAppSettings.of(new IssuerSpec(
                        "github",
                        "github-app",
                        new TreeMap<>(Map.of(
                                "app", "4711",
                                "audience", "bao",
                                "vault-transit.url", server.uri("").toString(),
                                "vault-transit.namespace", "teams/build",
                                "vault-transit.path", "apps",
                                "vault-transit.key", "app",
                                "vault-transit.login", "ci/jwt",
                                "vault-transit.role", "sign"))))
                .transit());
        VaultWire wire = new VaultWire(settings.vault(), web, pauses::add);
        return new TransitSigner(
                settings,
                wire,
                new VaultLogins(
                        settings.vault(),
                        wire,
                        identities,
                        place -> {
                            throw new AssertionError("a secret was asked for");
                        },
                        GitHubRig.CLOCK));
    }

    @AfterEach
    void close() {
        web.close();
        server.close();
        identities.close();
    }

    @Test
    void signature_isMadeBetweenALoginAndItsEnd() {
        assertThat(signer.sign(TEXT)).asString(StandardCharsets.US_ASCII).isEqualTo("signature");

        assertThat(server.seen().stream().map(Seen::path)).containsExactly(LOGIN, SIGN, OUT);
        assertThat(server.seen(LOGIN).get(0).body())
                .isEqualTo("{\"role\":\"sign\",\"jwt\":\"identity-token-0-signature-abcdefgh\"}");
        assertThat(server.seen(SIGN).get(0).body())
                .isEqualTo("{\"input\":\"" + Base64.getEncoder().encodeToString(TEXT)
                        + "\",\"hash_algorithm\":\"sha2-256\",\"signature_algorithm\":\"pkcs1v15\"}");
        assertThat(server.seen()).allSatisfy(seen -> assertThat(seen.headers())
                .containsEntry("x-vault-namespace", "teams/build")
                .containsEntry("x-vault-request", "true"));
        assertThat(server.seen(OUT).get(0).headers()).containsEntry("x-vault-token", "s.login-token-abcdefghijkl");
        assertThat(identities.audiences()).containsExactly("bao");
    }

    @ParameterizedTest
    @CsvSource({
        "400, false",
        "403, false",
        "404, false",
        "412, true",
        "429, true",
        "500, true",
        "503, true",
        "lost, true",
        "hang, true",
        "html, true"
    })
    void signatureThatDoesNotCome_changedNothingAndTheLoginEnds(String fault, boolean again) {
        impatientBefore(fault);
        server.always(SIGN, reply(fault));

        assertThatThrownBy(() -> signer.sign(TEXT))
                .isInstanceOf(again ? JitException.Unavailable.class : JitException.Refused.class)
                .hasMessageNotContaining("login-token");
        assertThat(server.seen(OUT)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"400, false", "403, false", "503, true", "lost, true", "html, true"})
    void loginThatFails_signsNothing(String fault, boolean again) {
        server.always(LOGIN, reply(fault));

        assertThatThrownBy(() -> signer.sign(TEXT))
                .isInstanceOf(again ? JitException.Unavailable.class : JitException.Refused.class)
                .hasMessageNotContaining("identity-token");
        assertThat(server.seen(SIGN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"403", "500", "lost"})
    void logOutThatFails_isNoReasonToFail(String fault) {
        server.always(OUT, reply(fault));

        assertThat(signer.sign(TEXT)).isNotEmpty();
    }

    /** As with everything else that is asked there. */
    @ParameterizedTest
    @ValueSource(strings = {"412", "503"})
    void serverThatSoonMay_isAskedAgain(String fault) {
        server.next(SIGN, reply(fault));

        assertThat(signer.sign(TEXT)).isNotEmpty();
        assertThat(pauses).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void batchToken_isRefusedAsNobodyCouldEndIt() {
        server.always(LOGIN, Reply.json(200, "{\"auth\":{\"client_token\":\"b.batch-token-abcdefghijkl\"}}"));

        assertThatThrownBy(() -> signer.sign(TEXT))
                .isInstanceOf(JitException.Refused.class)
                .hasMessageContaining("token_type=service")
                .hasMessageNotContaining("batch-token");
        assertThat(server.seen(SIGN)).isEmpty();
    }

    @Test
    void redirectElsewhere_isNotFollowed() {
        try (StubServer elsewhere = new StubServer("127.0.0.2")) {
            server.next(SIGN, Reply.json(307, "{}", "Location: " + elsewhere.uri(SIGN)));

            assertThatThrownBy(() -> signer.sign(TEXT)).isInstanceOf(JitException.Refused.class);
            assertThat(elsewhere.seen()).isEmpty();
        }
    }

    private void impatientBefore(String fault) {
        web.close();
        web = Webs.before(fault, GitHubRig.CLOCK);
        signer = signer();
    }

    private static Reply reply(String fault) {
        return switch (fault) {
            case "lost" -> Reply.close();
            case "hang" -> Reply.hang();
            case "html" -> Reply.of(200, "text/html", "<html>Sign in to the network</html>");
            default -> Reply.json(Integer.parseInt(fault), "{\"errors\":[\"no\"]}");
        };
    }
}
