package io.github.jitcredentials.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.http.StubServer;
import io.github.jitcredentials.http.StubServer.Reply;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {
    private static final String AUDIENCE = "https://sso.example.com/realms/ci";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final TestTime time = new TestTime(NOW);
    private final StubServer server = new StubServer().always("/jwks", Reply.json(200, CiAuthority.jwks()));
    private final Web web = new Web(WebSettings.standard(), time);
    private final TokenVerifier verifier = verifier(server.uri("/jwks").toString(), "", Pins.KNOWN);

    @AfterEach
    void close() {
        web.close();
        server.close();
    }

    @Test
    void goodToken_isBelieved() {
        IdentityToken token = verify(CiAuthority.token(AUDIENCE, NOW));

        assertThat(token.identity().source()).isEqualTo("ci");
        assertThat(token.identity().issuer()).isEqualTo(CiAuthority.ISSUER);
        assertThat(token.identity().subject()).isEqualTo("repo:acme/app:ref:refs/heads/main");
        assertThat(token.identity().expiresAt()).isEqualTo(NOW.plusSeconds(300));
        assertThat(token.identity().claims()).containsEntry("event", "push");
    }

    @Test
    void everyAcceptedAlgorithm_verifies() throws Exception {
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256)) {
            assertThat(verify(CiAuthority.sign(good().build(), algorithm))
                            .identity()
                            .subject())
                    .as(algorithm.getName())
                    .isNotEmpty();
        }
        EdToken ed = new EdToken(good().build());
        server.always("/jwks", Reply.json(200, ed.jwks));
        time.pass(Duration.ofSeconds(5));
        assertThat(verify(ed.token).identity().subject()).isNotEmpty();
        refused(ed.token.substring(0, ed.token.length() - 4) + "AAAA", "signature");
    }

    @Test
    void forgedSignature_isRefused() {
        String token = CiAuthority.token(AUDIENCE, NOW);
        String other = CiAuthority.sign(
                good().claim("ref", "refs/heads/evil").build(),
                JWSAlgorithm.RS256,
                CiAuthority.OTHER_RSA,
                header -> header.keyID("rsa-1"));

        refused(other, "signature is wrong");
        String[] parts = token.split("\\.", -1);
        refused(parts[0] + "." + other.split("\\.", -1)[1] + "." + parts[2], "signature is wrong");
        refused(parts[0] + "." + parts[1] + ".", "no signed token");
    }

    @Test
    void unsignedToken_isRefused() {
        refused(new PlainJWT(good().build()).serialize(), "no signed token");
        refused("not a token", "no signed token");
    }

    @Test
    void publicKeyUsedAsSharedSecret_isRefused() throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa-1").build(), good().build());
        jwt.sign(new MACSigner(CiAuthority.rsaKey().toRSAPublicKey().getEncoded()));

        refused(jwt.serialize(), "signed with HS256");
    }

    @Test
    void algorithmThatIsNotPinned_isRefused() {
        TokenVerifier strict = verifier(server.uri("/jwks").toString(), "", Set.of("ES256"));

        assertThatThrownBy(() -> strict.verify(Secret.of(CiAuthority.token(AUDIENCE, NOW)), AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining("signed with RS256");
    }

    @Test
    void tokenThatBringsItsOwnKey_isRefusedWithoutAskingForIt() {
        String jku = CiAuthority.sign(
                good().build(),
                JWSAlgorithm.RS256,
                CiAuthority.OTHER_RSA,
                header -> header.jwkURL(server.uri("/evil")));
        String jwk = CiAuthority.sign(
                good().build(),
                JWSAlgorithm.RS256,
                CiAuthority.OTHER_RSA,
                header -> header.jwk(CiAuthority.OTHER_RSA.toPublicJWK()));
        String x5u = CiAuthority.sign(
                good().build(),
                JWSAlgorithm.RS256,
                CiAuthority.OTHER_RSA,
                header -> header.x509CertURL(server.uri("/evil")));

        for (String token : List.of(jku, jwk, x5u)) {
            refused(token, "brings its own key");
        }
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void criticalHeaderNobodyKnows_isRefused() {
        refused(
                CiAuthority.sign(
                        good().build(), JWSAlgorithm.RS256, CiAuthority.rsaKey(), header -> header.criticalParams(
                                        Set.of("exp"))
                                .customParam("exp", 1)),
                "signature is wrong");
    }

    @Test
    void shortKey_isRefused() {
        server.always("/jwks", Reply.json(200, CiAuthority.jwksWithShortKey()));

        refused(
                CiAuthority.sign(good().build(), JWSAlgorithm.RS256, CiAuthority.SHORT_RSA, UnaryOperator.identity()),
                "signature is wrong");
    }

    @Test
    void otherParties_areRefused() {
        refused(CiAuthority.sign(good().issuer("https://evil.example.com").build()), "from https://evil.example.com");
        refused(CiAuthority.sign(good().issuer(CiAuthority.ISSUER + "/").build()), "from https://ci.example.com/");
        refused(CiAuthority.sign(good().issuer(null).build()), "from nobody");
        refused(CiAuthority.sign(good().audience("https://other.example.com").build()), "meant for");
        refused(CiAuthority.sign(good().audience(List.of(AUDIENCE, "b")).build()), "2 audiences");
        refused(CiAuthority.sign(good().audience((String) null).build()), "0 audiences");
        refused(CiAuthority.sign(good().subject(null).build()), "no subject");
    }

    @Test
    void pinnedAudience_standsInForTheAskedOne() {
        TokenVerifier pinned = verifier(server.uri("/jwks").toString(), "jit", Pins.KNOWN);
        Secret token = Secret.of(CiAuthority.token("jit", NOW));

        assertThat(pinned.verify(token, AUDIENCE).token()).isEqualTo(token);
        assertThatThrownBy(() -> pinned.verify(Secret.of(CiAuthority.token(AUDIENCE, NOW)), AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class);
    }

    @Test
    void times_areCheckedToTheSecond() {
        refused(CiAuthority.sign(good().expirationTime(null).build()), "never expires");
        refused(CiAuthority.sign(good().expirationTime(Date.from(NOW)).build()), "expired at 2026-11-22T10:00:00Z");
        assertThat(verify(CiAuthority.sign(
                        good().expirationTime(Date.from(NOW.plusSeconds(1))).build())))
                .isNotNull();
        refused(
                CiAuthority.sign(
                        good().notBeforeTime(Date.from(NOW.plusSeconds(61))).build()),
                "not valid before");
        assertThat(verify(CiAuthority.sign(
                        good().notBeforeTime(Date.from(NOW.plusSeconds(60))).build())))
                .isNotNull();
        refused(
                CiAuthority.sign(
                        good().issueTime(Date.from(NOW.plusSeconds(61))).build()),
                "in the future");
    }

    @Test
    void hugeToken_isRefusedUnread() {
        refused("a".repeat(TokenVerifier.LONGEST + 1), "longer than 16 KB");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void hostileIssuerText_isQuotedHarmlessly() {
        refused(CiAuthority.sign(good().issuer("a\n::add-mask::\u202eb").build()), "from a?::add-mask::?b");
    }

    @Test
    void keys_areKeptForTenMinutes() {
        verify(CiAuthority.token(AUDIENCE, NOW));
        time.pass(Duration.ofSeconds(599));
        verify(CiAuthority.token(AUDIENCE, time.instant()));
        assertThat(server.seen()).hasSize(1);

        time.pass(Duration.ofSeconds(1));
        verify(CiAuthority.token(AUDIENCE, time.instant()));
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void newKey_isFetchedButNotOftenerThanEveryFiveSeconds() {
        verify(CiAuthority.token(AUDIENCE, NOW));
        String rotated =
                CiAuthority.sign(good().build(), JWSAlgorithm.RS256, CiAuthority.OTHER_RSA, UnaryOperator.identity());
        server.always("/jwks", Reply.json(200, CiAuthority.jwksWithSecondKey()));

        refused(rotated, "does not publish");
        assertThat(server.seen()).hasSize(1);

        time.pass(Duration.ofSeconds(5));
        assertThat(verify(rotated)).isNotNull();
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void lastGoodKeys_serveForAnHourWhileTheIssuerIsDown() {
        verify(CiAuthority.token(AUDIENCE, NOW));
        server.always("/jwks", Reply.of(500, "text/plain", "down"));
        time.pass(Duration.ofMinutes(11));
        assertThat(verify(CiAuthority.token(AUDIENCE, time.instant()))).isNotNull();

        server.always("/jwks", Reply.close());
        time.pass(Duration.ofMinutes(10));
        assertThat(verify(CiAuthority.token(AUDIENCE, time.instant()))).isNotNull();

        time.pass(Duration.ofMinutes(40));
        refused(CiAuthority.token(AUDIENCE, time.instant()), "keys can't be had");
    }

    @Test
    void discovery_isBelievedOnlyOnTheIssuersOwnHost() {
        String issuer = server.uri("/ci").toString();
        Pins pins = new Pins("ci", issuer, "", "", Pins.KNOWN);
        Secret token = Secret.of(CiAuthority.sign(good().issuer(issuer).build()));
        String place = "/ci/.well-known/openid-configuration";

        server.always(place, document(issuer, server.uri("/jwks").toString()));
        assertThat(new TokenVerifier(pins, web, time).verify(token, AUDIENCE)).isNotNull();

        server.always(
                place, document(issuer, "http://127.0.0.2:" + server.uri("/").getPort() + "/jwks"));
        assertThatThrownBy(() -> new TokenVerifier(pins, web, time).verify(token, AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining("another host");

        server.always(
                place, document("https://evil.example.com", server.uri("/jwks").toString()));
        assertThatThrownBy(() -> new TokenVerifier(pins, web, time).verify(token, AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining("not about the issuer");
    }

    private static Reply document(String issuer, String jwks) {
        return Reply.json(200, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + jwks + "\"}");
    }

    private static JWTClaimsSet.Builder good() {
        return CiAuthority.claims(AUDIENCE, NOW);
    }

    private IdentityToken verify(String token) {
        return verifier.verify(Secret.of(token), AUDIENCE);
    }

    private void refused(String token, String why) {
        assertThatThrownBy(() -> verify(token))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(token);
    }

    private TokenVerifier verifier(String jwks, String audience, Set<String> algorithms) {
        return new TokenVerifier(new Pins("ci", CiAuthority.ISSUER, jwks, audience, algorithms), web, time);
    }

    /** Signed by the JDK, since the JOSE library would want another library for this curve. */
    private static final class EdToken {
        private final String jwks;
        private final String token;

        EdToken(JWTClaimsSet claims) throws GeneralSecurityException, JOSEException {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
            jwks = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed\",\"x\":\"" + url(x) + "\"}]}";
            String input = url("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}".getBytes(StandardCharsets.UTF_8)) + "."
                    + url(claims.toString().getBytes(StandardCharsets.UTF_8));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            token = input + "." + url(signature.sign());
        }

        private static String url(byte[] bytes) {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
    }

    @Test
    void placeOfKeys_mustBeReachableSafely() {
        assertThatThrownBy(() -> Pins.of(
                        new IdentitySpec(
                                "ci",
                                "token-file",
                                new TreeMap<>(
                                        Map.of("path", "/t", "issuer", "x", "jwks", "http://ci.example.com/jwks"))),
                        Set.of("path")))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("plain http");
    }
}
