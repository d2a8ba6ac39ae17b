package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.issuer.OAuth2Settings.Authenticate;
import io.github.jitcredentials.issuer.OAuth2Settings.Prove;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OAuth2SettingsTest {
    @Test
    void least_isAPublicClientThatProvesByItself() {
        OAuth2Settings settings = of(Map.of("url", "https://sso.example.com", "client", "ci"));

        assertThat(settings.authenticate()).isEqualTo(Authenticate.NONE);
        assertThat(settings.prove()).isEqualTo(Prove.SELF);
        assertThat(settings.audience()).isEqualTo("https://sso.example.com");
        assertThat(settings.revocable()).isTrue();
    }

    @Test
    void clientCredentials_authenticateWithTheIdentity() {
        OAuth2Settings settings = of(Map.of("url", "https://sso.example.com", "grant", "client-credentials"));

        assertThat(settings.authenticate()).isEqualTo(Authenticate.IDENTITY);
        assertThat(settings.prove()).isEqualTo(Prove.SELF);
    }

    @Test
    void allProblems_areSaidAtOnce() {
        JitException.Misconfigured wrong = catchThrowableOfType(
                JitException.Misconfigured.class,
                () -> of(Map.of(
                        "url", "http://sso.example.com",
                        "grant", "password",
                        "prove", "maybe",
                        "resource", "not absolute",
                        "colour", "red",
                        "endpoints.token", "ftp://sso.example.com")));

        assertThat(wrong.problems())
                .extracting(Problem::what)
                .containsExactlyInAnyOrder(
                        "there is no setting \"colour\"",
                        "url: \"http://sso.example.com\" is plain http: use https beyond this machine",
                        "grant: there is no \"password\"",
                        "client is missing",
                        "prove: there is no \"maybe\"",
                        "resource is not an absolute URI without a fragment",
                        "endpoints.token: not an http(s) URL with a host");
        assertThat(wrong.problems()).extracting(Problem::where).containsOnly("issuer sso");
    }

    @Test
    void secretAsAValue_isRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> of(Map.of(
                        "url",
                        "https://sso.example.com",
                        "client",
                        "ci",
                        "authenticate",
                        "secret",
                        "secret",
                        "hunter2")))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("env:NAME or file:PATH")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void clientCredentialsOfNobody_areRefused() {
        assertThatThrownBy(() -> of(Map.of(
                        "url",
                        "https://sso.example.com",
                        "client",
                        "ci",
                        "grant",
                        "client-credentials",
                        "authenticate",
                        "none")))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("authenticate: identity");
    }

    @Test
    void keyAsAValue_isRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> of(Map.of(
                        "url", "https://sso.example.com", "client", "ci", "authenticate", "key", "key", "hunter2")))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("env:NAME or file:PATH")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void standingKey_provesByTheClient() {
        OAuth2Settings settings =
                of(Map.of("url", "https://sso.example.com", "client", "ci", "authenticate", "key", "key", "env:KEY"));

        assertThat(settings.prove()).isEqualTo(Prove.CLIENT);
        assertThat(settings.secretPlace()).isEqualTo("env:KEY");
    }

    @Test
    void chain_authenticatesWithTheIdentity() {
        OAuth2Settings settings = of(Map.of("url", "https://sso.example.com", "subject-token-type", "access-token"));

        assertThat(settings.authenticate()).isEqualTo(Authenticate.IDENTITY);
        assertThat(settings.isChained()).isTrue();
    }

    @Test
    void settingsWithoutEffect_areRefused() {
        JitException.Misconfigured wrong = catchThrowableOfType(
                JitException.Misconfigured.class,
                () -> of(Map.of(
                        "url", "https://sso.example.com",
                        "client", "ci",
                        "grant", "client-credentials",
                        "subject-token-type", "access-token",
                        "key", "env:KEY",
                        "key-id", "one",
                        "secret", "env:SECRET")));

        assertThat(wrong.problems())
                .extracting(Problem::what)
                .containsExactlyInAnyOrder(
                        "subject-token-type: access-token goes with grant: token-exchange",
                        "key is not used unless authenticate: key",
                        "key-id is not used unless authenticate: key",
                        "secret is not used unless authenticate: secret");
    }

    @Test
    void chainOfNobody_isRefused() {
        assertThatThrownBy(() -> of(Map.of(
                        "url",
                        "https://sso.example.com",
                        "client",
                        "ci",
                        "subject-token-type",
                        "access-token",
                        "authenticate",
                        "none")))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("authenticate: identity");
    }

    @Test
    void passwordInTheUrl_isRefusedWithoutRepeatingIt() {
        for (String url : new String[] {"https://me:hunter2@sso.example.com", "https://me:hunter2 @sso.example.com"}) {
            assertThatThrownBy(() -> of(Map.of("url", url, "client", "ci")))
                    .isInstanceOf(JitException.Misconfigured.class)
                    .hasMessageNotContaining("hunter2");
        }
    }

    private static OAuth2Settings of(Map<String, String> settings) {
        return OAuth2Settings.of(new IssuerSpec("sso", "oauth2", new TreeMap<>(settings)));
    }
}
