package io.github.jitcredentials.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentitiesTest {
    private static final String AUDIENCE = "https://sso.example.com";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path folder;

    private final TestTime time = new TestTime(NOW);
    private final Web web = new Web(WebSettings.standard(), time);
    private Path token = Path.of("");
    private Path jwks = Path.of("");

    @BeforeEach
    void write() throws IOException {
        token = folder.resolve("token");
        jwks = Files.writeString(folder.resolve("jwks.json"), CiAuthority.jwks());
    }

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void tokenFile_isReadAnewAtEachCall() throws IOException {
        IdentitySource file = file(Map.of());
        Files.writeString(token, CiAuthority.token(AUDIENCE, NOW) + "\n");
        IdentityTokens tokens = Identities.tokens(new Identities(List.of(file)).present());
        String first = tokens.fresh(AUDIENCE).token().reveal();

        Files.writeString(token, CiAuthority.token(AUDIENCE, NOW.plusSeconds(60)));

        assertThat(tokens.fresh(AUDIENCE).token().reveal()).isNotEqualTo(first);
        assertThat(tokens.renewability()).isEqualTo(Renewability.REREAD);
    }

    @Test
    void jwksAsFileUrl_isAccepted() throws IOException {
        Files.writeString(token, CiAuthority.token(AUDIENCE, NOW));

        assertThat(file(Map.of("jwks", "file:" + jwks)).token(AUDIENCE)).isNotNull();
    }

    @Test
    void firstPresent_winsAndItsFailureIsFinal() throws IOException {
        Files.writeString(token, "broken");
        Identities identities =
                new Identities(List.of(variable("none", Map.of()), file(Map.of()), variable("ok", good())));

        IdentitySource present = identities.present();

        assertThat(present.name()).isEqualTo("file");
        assertThatThrownBy(() -> present.token(AUDIENCE)).isInstanceOf(JitException.NoIdentity.class);
    }

    @Test
    void environment_isFixed() {
        IdentitySource source = variable("env", good());

        assertThat(source.absent()).isEmpty();
        assertThat(source.renewability()).isEqualTo(Renewability.FIXED);
        assertThat(source.token(AUDIENCE).identity().source()).isEqualTo("env");
    }

    /** A token of five minutes: a minute either way is no matter, five are, and it is said which way. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PT-5M | the token was issued in the future",
                "PT-61S | the token was issued in the future",
                "PT-1M | ''",
                "PT1M | ''",
                "PT4M59S | ''",
                "PT5M | the token expired at 2026-11-22T10:05:00Z",
            })
    void clockThatIsWrong_isToleratedWithinAMinute(Duration wrong, String refusal) throws IOException {
        Files.writeString(token, CiAuthority.token(AUDIENCE, NOW));
        IdentitySource file = file(Map.of());
        IdentitySource variable = variable("env", good());
        time.pass(wrong);

        for (IdentitySource source : List.of(file, variable)) {
            if (refusal.isEmpty()) {
                assertThat(source.token(AUDIENCE).identity().subject()).startsWith("repo:acme/app");
            } else {
                refused(source, refusal);
            }
        }
    }

    @Test
    void nonePresent_saysWhyOfEach() {
        Identities identities = new Identities(List.of(variable("gitlab", Map.of("ID_TOKEN", " ")), file(Map.of())));

        JitException.NoIdentity none = catchThrowableOfType(JitException.NoIdentity.class, identities::present);

        assertThat(none.problems())
                .extracting(problem -> problem.where() + "|" + problem.what())
                .containsExactly("gitlab|ID_TOKEN is not set", "file|" + token + " does not exist");
    }

    @Test
    void noneConfigured_isNoIdentity() {
        assertThatThrownBy(() -> new Identities(List.of()).present())
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining("no identity is configured");
    }

    @Test
    void badFiles_areRefusedWithoutRepeatingThem() throws IOException {
        IdentitySource file = file(Map.of());
        Files.createDirectory(token);
        refused(file, "is not a file");
        Files.delete(token);
        Files.writeString(token, "\n");
        refused(file, "is empty");
        Files.writeString(token, "hunter2".repeat(10_000));
        refused(file, "larger than 64 KB");
    }

    @Test
    void missingKeyFile_isNoIdentity() throws IOException {
        Files.writeString(token, CiAuthority.token(AUDIENCE, NOW));

        refused(file(Map.of("jwks", folder.resolve("nothing").toString())), "nothing is not a file");
    }

    @Test
    void wrongSettings_areAllSaidAtOnce() {
        IdentitySpec spec = new IdentitySpec(
                "ci", "token-file", new TreeMap<>(Map.of("algorithms", "HS256 none", "colour", "red")));

        JitException.Misconfigured wrong = catchThrowableOfType(
                JitException.Misconfigured.class, () -> IdentitySources.create(spec, Map.of(), web, time));

        assertThat(wrong.problems())
                .extracting(problem -> problem.what())
                .containsExactlyInAnyOrder(
                        "path is missing",
                        "there is no setting colour",
                        "issuer is missing",
                        "algorithms: HS256 is not accepted",
                        "algorithms: none is not accepted");
        assertThatThrownBy(() ->
                        IdentitySources.create(new IdentitySpec("x", "magic", new TreeMap<>()), Map.of(), web, time))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("Known: environment, github-actions, token-file");
    }

    private void refused(IdentitySource source, String why) {
        assertThatThrownBy(() -> source.token(AUDIENCE))
                .isInstanceOf(JitException.NoIdentity.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("hunter2");
    }

    private static Map<String, String> good() {
        return Map.of("ID_TOKEN", CiAuthority.token(AUDIENCE, NOW));
    }

    private IdentitySource file(Map<String, String> more) {
        Map<String, String> settings =
                new TreeMap<>(Map.of("path", token.toString(), "issuer", CiAuthority.ISSUER, "jwks", jwks.toString()));
        settings.putAll(more);
        return IdentitySources.create(
                new IdentitySpec("file", "token-file", new TreeMap<>(settings)), Map.of(), web, time);
    }

    private IdentitySource variable(String name, Map<String, String> environment) {
        Map<String, String> settings =
                Map.of("variable", "ID_TOKEN", "issuer", CiAuthority.ISSUER, "jwks", jwks.toString());
        return IdentitySources.create(
                new IdentitySpec(name, "environment", new TreeMap<>(settings)), environment, web, time);
    }
}
