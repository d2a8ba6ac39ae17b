package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalledVariablesTest {
    private static boolean keepsItsValue(String file, String profile) {
        Configuration configuration = Examples.read(file);
        return CalledVariables.keepsItsValue(configuration, configuration.profile(profile, ""));
    }

    @Test
    void renewedCredential_keepsItsValueWhereTheSameLivesLonger() {
        assertThat(keepsItsValue("everything.yml", "snapshots")).isFalse();
        assertThat(keepsItsValue("vault.yml", "migrate")).isTrue();
    }

    @Test
    void fieldThatTheIssuerDoesNotGive_isRefused() {
        Configuration configuration = Examples.read("everything.yml");

        assertThatThrownBy(() -> CalledVariables.check(
                        Map.of("A_USER", "username"), configuration, configuration.profile("deploy", ""), "--env"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("only token");
    }
}
