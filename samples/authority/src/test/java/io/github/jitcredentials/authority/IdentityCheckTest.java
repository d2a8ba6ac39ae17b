package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityCheckTest {
    private final ManualClock clock = new ManualClock();
    private FakeIssuer issuer;
    private TrialAuthority authority;

    @BeforeEach
    void start() throws IOException {
        issuer = new FakeIssuer(clock);
        authority = authorityOf(issuer.trusted());
    }

    @AfterEach
    void stop() {
        authority.close();
        issuer.close();
    }

    private TrialAuthority authorityOf(TrustedIssuer trusted) throws IOException {
        return TrialAuthority.start(AuthoritySettings.trusting(trusted).withClock(clock));
    }

    @Test
    void tokenOfThePinnedIssuer_isTaken() throws IOException {
        assertThat(exchange(issuer.sign(claims())).status()).isEqualTo(200);
        assertThat(assertion(issuer.sign(claims())).status()).isEqualTo(200);
    }

    @Test
    void forgedSignature_isRefused() throws IOException {
        refused(FakeIssuer.signWith(FakeIssuer.newKey("one"), claims()));
    }

    @Test
    void changedPayload_isRefused() throws IOException {
        String[] good = issuer.sign(claims()).split("\\.");
        String[] other = issuer.sign(claims().subject("repo:evil/app:ref:refs/heads/main"))
                .split("\\.");

        refused(good[0] + "." + other[1] + "." + good[2]);
    }

    @Test
    void algNone_isRefused() throws IOException {
        refused(FakeIssuer.unsigned(claims()));
    }

    @Test
    void publicKeyAsSharedSecret_isRefused() throws IOException {
        refused(issuer.signWithPublicKeyAsSecret(claims()));
    }

    @Test
    void algorithmThatIsNotPinned_isRefused_thoughTheKeyIsRight() throws IOException {
        refused(issuer.signPs256(claims()));
    }

    @Test
    void keyOfAnotherTypeWithTheSameId_isRefused() throws IOException {
        refused(FakeIssuer.signWithEc("one", claims()));
    }

    @Test
    void otherIssuer_isRefused_thoughTheKeyIsRight() throws IOException {
        refused(issuer.sign(claims().issuer("https://ci.example.com.evil.example")));
        refused(issuer.sign(claims().issuer(null)));
    }

    @Test
    void keysNamedByTheToken_areNeitherFetchedNorUsed(@TempDir Path directory) throws IOException {
        ManualClock other = new ManualClock();
        try (FakeIssuer attacker = new FakeIssuer(other)) {
            RSAKey own = attacker.key();

            refused(FakeIssuer.signWithKeysOfItsOwn(own, attacker.url("/jwks"), claims()));
            assertThat(attacker.fetches()).isZero();
        }
    }

    @Test
    void otherAudience_isRefused() throws IOException {
        refused(issuer.sign(claims().audience("https://sts.example.com")));
        refused(issuer.sign(claims().audience(authority.url() + "/")));
        refused(issuer.sign(claims().audience((String) null)));
    }

    @Test
    void twoAudiences_areRefused_thoughOneIsRight() throws IOException {
        refused(issuer.sign(claims().audience(List.of(authority.url().toString(), "https://sts.example.com"))));
    }

    @Test
    void expired_isRefusedAfterTheSkew() throws IOException {
        Duration lifetime = Duration.ofMinutes(5);
        String token = issuer.sign(claims());

        clock.advance(lifetime.plusSeconds(29));
        assertThat(exchange(token).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(2));
        refused(token);
    }

    @Test
    void withoutExpiry_isRefused() throws IOException {
        refused(issuer.sign(claims().expirationTime(null)));
    }

    @Test
    void notYetValid_isRefusedUntilTheSkew() throws IOException {
        refused(issuer.sign(claims().notBeforeTime(Date.from(clock.instant().plusSeconds(60)))));
        assertThat(exchange(issuer.sign(
                                claims().notBeforeTime(Date.from(clock.instant().plusSeconds(20)))))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void withoutSubject_isRefused() throws IOException {
        refused(issuer.sign(claims().subject(null)));
        refused(issuer.sign(claims().subject(" ")));
    }

    @Test
    void assertionWithoutJti_isRefused_butASubjectTokenNeedsNone() throws IOException {
        Http.Answer answer = assertion(issuer.sign(claims().jwtID(null)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error_description")).contains("no jti");
        assertThat(exchange(issuer.sign(claims().jwtID(null))).status()).isEqualTo(200);
    }

    @Test
    void garbage_isRefused() throws IOException {
        refused("garbage");
        refused("a.b.c");
        refused("e30.e30.");
    }

    @Test
    void refusal_quotesNothingOfTheToken() throws IOException {
        String token = FakeIssuer.signWith(FakeIssuer.newKey("one"), claims());

        assertThat(exchange(token).body()).doesNotContain(token.split("\\.")[1], token.split("\\.")[2]);
    }

    @Test
    void newKey_isFetched_andUnknownKeysDoNotHammerTheIssuer() throws IOException {
        exchange(issuer.sign(claims()));
        assertThat(issuer.fetches()).isEqualTo(1);

        issuer.rotateKey("two");
        assertThat(exchange(issuer.sign(claims())).status()).isEqualTo(200);
        assertThat(issuer.fetches()).isEqualTo(2);

        for (int i = 0; i < 10; i++) {
            refused(FakeIssuer.signWith(FakeIssuer.newKey("invented-" + i), claims()));
        }
        assertThat(issuer.fetches()).isLessThanOrEqualTo(4);
    }

    @Test
    void keysThatCannotBeRead_areUnavailable_notTheClientsFault() throws IOException {
        issuer.breakKeys();

        Http.Answer answer = exchange(issuer.sign(claims()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json()).containsEntry("error", "temporarily_unavailable");
    }

    @Test
    void redirectOfTheKeys_isNotFollowed() throws IOException {
        try (TrialAuthority moved = authorityOf(TrustedIssuer.of(FakeIssuer.NAME, issuer.url("/moved")))) {
            String token = issuer.sign(issuer.claims(moved.url()));

            assertThat(exchangeAt(moved, token).status()).isEqualTo(503);
            assertThat(issuer.fetches()).isZero();
        }
    }

    @Test
    void keysInAFile_areReadAgainWhenTheyChange(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("jwks.json");
        Files.writeString(file, new JWKSet(issuer.key().toPublicJWK()).toString());
        try (TrialAuthority byFile = authorityOf(TrustedIssuer.of(FakeIssuer.NAME, file.toUri()))) {
            assertThat(exchangeAt(byFile, issuer.sign(issuer.claims(byFile.url())))
                            .status())
                    .isEqualTo(200);

            issuer.rotateKey("two");
            Files.writeString(file, new JWKSet(issuer.key().toPublicJWK()).toString());
            assertThat(exchangeAt(byFile, issuer.sign(issuer.claims(byFile.url())))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void unsafePins_areRefusedAtStart() {
        URI plain = URI.create("http://ci.example.com/jwks");
        URI jwks = URI.create("https://ci.example.com/jwks");

        assertThatThrownBy(() -> TrustedIssuer.of("https://ci.example.com", plain))
                .hasMessageContaining("plain http");
        assertThatThrownBy(() -> new TrustedIssuer("https://ci.example.com", jwks, Set.of("HS256")))
                .hasMessageContaining("algorithms");
        assertThatThrownBy(() -> new TrustedIssuer("https://ci.example.com", jwks, Set.of("none")))
                .hasMessageContaining("algorithms");
    }

    private JWTClaimsSet.Builder claims() {
        return issuer.claims(authority.url());
    }

    private void refused(String token) throws IOException {
        int before = authority.grants().size();

        Http.Answer exchanged = exchange(token);
        assertThat(exchanged.status()).isEqualTo(400);
        assertThat(exchanged.json()).containsEntry("error", "invalid_request");
        assertThat(exchanged.text("error_description")).startsWith("subject_token is refused: ");

        Http.Answer asserted = assertion(token);
        assertThat(asserted.status()).isEqualTo(400);
        assertThat(asserted.json()).containsEntry("error", "invalid_client");
        assertThat(asserted.text("error_description")).startsWith("assertion is refused: ");
        assertThat(authority.grants()).hasSize(before);
    }

    private Http.Answer exchange(String token) throws IOException {
        return exchangeAt(authority, token);
    }

    private static Http.Answer exchangeAt(TrialAuthority at, String token) throws IOException {
        return Http.post(
                at.url(),
                "/token",
                Trial.form(
                        "grant_type",
                        Trial.EXCHANGE,
                        "client_id",
                        "trial",
                        "subject_token",
                        token,
                        "subject_token_type",
                        Trial.JWT,
                        "scope",
                        "repo:read"));
    }

    private Http.Answer assertion(String token) throws IOException {
        return Http.post(
                authority.url(),
                "/token",
                Trial.form(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        Trial.ASSERTION,
                        "client_assertion",
                        token,
                        "scope",
                        "repo:read"));
    }
}
