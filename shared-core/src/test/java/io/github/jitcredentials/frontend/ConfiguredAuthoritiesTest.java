package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.model.Secret;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a guardian is given besides the lease: what its issuer and identity read from the environment, and nothing else. */
class ConfiguredAuthoritiesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ACTIONS_ID_TOKEN_REQUEST_URL", "https://run.actions.example.com/token?x=1",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "request-token",
            "CI_ID_TOKEN", "id-token",
            "APP_KEY", "key of an App",
            "HOME", "/root");

    @Test
    void gitHubActions_handsOverWhereAndWithWhatToAsk() {
        assertThat(carried("github-actions"))
                .containsOnly(
                        Map.entry(
                                "env:ACTIONS_ID_TOKEN_REQUEST_URL",
                                Secret.of("https://run.actions.example.com/token?x=1")),
                        Map.entry("env:ACTIONS_ID_TOKEN_REQUEST_TOKEN", Secret.of("request-token")));
    }

    @Test
    void variable_isHandedOver() {
        assertThat(carried("environment")).containsOnly(Map.entry("env:CI_ID_TOKEN", Secret.of("id-token")));
    }

    @Test
    void tokenFile_needsNothing() {
        assertThat(carried("token-file")).isEmpty();
    }

    /** Its tokens end themselves, so that nobody else needs what can make more of them. */
    @Test
    void keyOfAGitHubApp_isNotHandedOver() {
        assertThat(carried("github.yml", "github", "token-file")).isEmpty();
    }

    private static Map<String, Secret> carried(String identity) {
        return carried("everything.yml", "sso", identity);
    }

    private static Map<String, Secret> carried(String file, String issuer, String identity) {
        Configuration all = Examples.read(file);
        Clock clock = Clock.systemUTC();
        try (Web web = new Web(WebSettings.standard(), clock)) {
            ConfiguredAuthorities authorities = new ConfiguredAuthorities(all, web, ENVIRONMENT, clock);
            return authorities.carried(authorities.issuer(issuer), authorities.identity(identity));
        }
    }
}
