package io.github.jitcredentials.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jwt.JWTClaimsSet;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a CI system lets people put into its tokens: kept as claimed, and harmless where it is quoted. */
class HostileTokenTest {
    private static final String ALL = "io.github.jitcredentials.model.HostileText#all";
    private static final String AUDIENCE = "https://sso.example.com";
    private static final TestTime TIME = new TestTime(Instant.parse("2026-11-22T10:00:00Z"));
    private static final Web WEB = new Web(WebSettings.standard(), TIME);

    @TempDir
    static Path folder;

    private static TokenVerifier verifier;

    @BeforeAll
    static void keys() throws IOException {
        Path jwks = Files.writeString(folder.resolve("jwks"), CiAuthority.jwks());
        verifier = new TokenVerifier(new Pins("ci", CiAuthority.ISSUER, jwks.toString(), "", Pins.KNOWN), WEB, TIME);
    }

    @AfterAll
    static void close() {
        WEB.close();
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void claim_isKeptAsItIs(HostileText hostile) {
        String token = CiAuthority.sign(claims().claim("ref", hostile.text()).build());
        if (token.length() > TokenVerifier.LONGEST) {
            told(token);
            return;
        }
        Identity identity = verifier.verify(Secret.of(token), AUDIENCE).identity();

        assertThat(identity.claims().get("claim.ref"))
                .isEqualTo(new String(hostile.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void issuerAndAudience_areQuotedHarmlessly(HostileText hostile) {
        told(CiAuthority.sign(claims().issuer(hostile.text()).build()));
        told(CiAuthority.sign(claims().audience(hostile.text()).build()));
        told(hostile.text());
    }

    private static JWTClaimsSet.Builder claims() {
        return CiAuthority.claims(AUDIENCE, TIME.instant());
    }

    private static void told(String token) {
        JitException.NoIdentity told =
                catchThrowableOfType(JitException.NoIdentity.class, () -> verifier.verify(Secret.of(token), AUDIENCE));

        assertThat(told.problems())
                .allSatisfy(problem -> assertThat(problem.what().codePoints()).noneMatch(Character::isISOControl));
        assertThat(told.getMessage().lines()).allSatisfy(HostileText::assertHarmless);
    }
}
