package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.frontend.Delivery;
import io.github.jitcredentials.frontend.OnLeak;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What git is told in variables, and that it adds to what is there. */
class GitOptionTest {
    @Test
    void helper_isTheOnlyOneForTheDestination_besideWhatIsThere() {
        Map<String, String> environment = new HashMap<>(
                Map.of("GIT_CONFIG_COUNT", "1", "GIT_CONFIG_KEY_0", "user.name", "GIT_CONFIG_VALUE_0", "me"));
        GitOption.add(environment, profile("https://git.example.com/acme/"), "/opt/it's/jitc", Optional.empty());
        assertThat(environment)
                .containsEntry("GIT_CONFIG_KEY_0", "user.name")
                .containsEntry("GIT_CONFIG_KEY_1", "credential.https://git.example.com/acme.helper")
                .containsEntry("GIT_CONFIG_VALUE_1", "")
                .containsEntry("GIT_CONFIG_KEY_2", "credential.https://git.example.com/acme.helper")
                .containsEntry("GIT_CONFIG_VALUE_2", "!'/opt/it'\\''s/jitc' 'git-credential' '--profile' 'push'")
                .containsEntry("GIT_CONFIG_KEY_3", "credential.https://git.example.com/acme.useHttpPath")
                .containsEntry("GIT_CONFIG_COUNT", "4");
    }

    @Test
    void wholeHost_needsNoPath_andAnotherConfigurationIsNamed() {
        Map<String, String> environment = new HashMap<>(Map.of("GIT_CONFIG_COUNT", "many"));
        GitOption.add(environment, profile("http://127.0.0.1:8080"), "jitc", Optional.of("/etc/jit.yml"));
        assertThat(environment)
                .containsEntry("GIT_CONFIG_KEY_1", "credential.http://127.0.0.1:8080.helper")
                .containsEntry(
                        "GIT_CONFIG_VALUE_1", "!'jitc' 'git-credential' '--profile' 'push' '--config' '/etc/jit.yml'")
                .containsEntry("GIT_CONFIG_COUNT", "2");
    }

    private static Profile profile(String to) {
        return new Profile(
                "push",
                "sso",
                Scope.of("scope", "repo:write"),
                Duration.ofMinutes(5),
                null,
                "push",
                Destination.parse(to),
                new Delivery(null, Map.of("TOKEN", "token")),
                OnLeak.MASK);
    }
}
