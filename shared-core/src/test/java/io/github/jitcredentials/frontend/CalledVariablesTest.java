package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.jitcredentials.model.JitException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CalledVariablesTest {
    private static Throwable check(String file, String profile, String variable, String field) {
        Configuration configuration = Examples.read(file);
        return catchThrowable(() -> CalledVariables.check(
                Map.of(variable, field), configuration, configuration.profile(profile, ""), "--env"));
    }

    @Test
    void variableOfARenewedCredential_isRefusedUnlessTheSameLivesLonger() {
        assertThat(check("everything.yml", "snapshots", "A_TOKEN", "token"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("\"snapshots\" is renewed")
                .hasMessageContaining("--env");
        assertThat(check("vault.yml", "migrate", "PGUSER", "username")).isNull();
    }

    @Test
    void fieldThatIsNone_isRefused() {
        assertThat(check("everything.yml", "deploy", "A_USER", "username"))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("only token");
    }
}
