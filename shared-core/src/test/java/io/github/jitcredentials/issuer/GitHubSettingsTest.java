package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.jitcredentials.model.JitException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Those of github-app and of octo-sts. */
class GitHubSettingsTest {
    private static final Map<String, String> TRANSIT = Map.of(
            "vault-transit.url", "https://bao.example.com/", "vault-transit.key", "app", "vault-transit.role", "ci");

    @Test
    void keyInHand_asksIdentitiesOfGitHubsName() {
        GitHubAppSettings read = app(Map.of("app", "4711", "key", "file:/run/app.pem"));

        assertThat(read.audience()).isEqualTo("https://api.github.com");
        assertThat(read.installation()).isEqualTo(GitHubAppSettings.Installation.REPOSITORY);
        assertThat(read.transit()).isNull();
    }

    @Test
    void signer_isWhomIdentitiesAreFor() {
        GitHubAppSettings read = app(with(TRANSIT, "app", "Iv23li"));

        assertThat(read.audience()).isEqualTo("https://bao.example.com");
        TransitSettings transit = read.transit();
        assertThat(transit).isNotNull();
        assertThat(transit.sign()).isEqualTo("transit/sign/app");
        assertThat(transit.vault().url()).isEqualTo(URI.create("https://bao.example.com"));
        assertThat(transit.vault().login()).isEqualTo(new VaultLogin.Jwt("jwt", "ci"));
        assertThat(transit.vault().bundle()).isEmpty();
        assertThat(app(with(with(TRANSIT, "app", "Iv23li"), "audience", "bao")).audience())
                .isEqualTo("bao");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "app | 4711/1                           | app is no id",
                "url | https://github.com/acme          | a GitHub's address is",
                "url | http://github.example.com        | use https",
                "key | -----BEGIN                       | key is not a place",
                "key | ''                               | needs either key or vault-transit",
                "installation | user                    | there is no \"user\"",
                "client | x                             | there is no setting \"client\"",
                "vault-transit.url | https://x          | needs either key or vault-transit",
            })
    void settingThatCantBe_isSaid(String name, String value, String message) {
        assertThatThrownBy(() -> app(with(Map.of("app", "4711", "key", "env:APP_KEY"), name, value)))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("BEGIN");
    }

    @ParameterizedTest
    @CsvSource({
        "vault-transit.url, https://bao.example.com/v1",
        "vault-transit.key, ../x",
        "vault-transit.path, a//b",
        "vault-transit.login, ..",
        "vault-transit.role, ''"
    })
    void signerThatCantBe_isSaid(String name, String value) {
        assertThatThrownBy(() -> app(with(with(TRANSIT, "app", "1"), name, value)))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    @Test
    void everythingMissing_isSaidAtOnce() {
        assertThat(catchThrowableOfType(JitException.Misconfigured.class, () -> app(Map.of()))
                        .problems())
                .hasSize(2);
        assertThat(catchThrowableOfType(JitException.Misconfigured.class, () -> sts(Map.of()))
                        .problems())
                .hasSize(2);
    }

    @Test
    void octoSts_isItsHostsAudience() {
        OctoStsSettings read = sts(Map.of("url", "https://octo-sts.dev/", "identity", "push"));

        assertThat(read.audience()).isEqualTo("octo-sts.dev");
        assertThat(read.exchange("acme/app"))
                .hasToString("https://octo-sts.dev/sts/exchange?scope=acme/app&identity=push");
        assertThat(read.github()).hasToString("https://api.github.com");
    }

    @ParameterizedTest
    @CsvSource({"url, https://octo-sts.dev/sts", "identity, ../x", "github, https://github.com/acme", "scope, x"})
    void octoStsThatCantBe_isSaid(String name, String value) {
        assertThatThrownBy(() -> sts(with(Map.of("url", "https://octo-sts.dev", "identity", "push"), name, value)))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(name, value);
        return all;
    }

    private static GitHubAppSettings app(Map<String, String> settings) {
        return GitHubAppSettings.of(new IssuerSpec("github", "github-app", new TreeMap<>(settings)));
    }

    private static OctoStsSettings sts(Map<String, String> settings) {
        return OctoStsSettings.of(new IssuerSpec("sts", "octo-sts", new TreeMap<>(settings)));
    }
}
