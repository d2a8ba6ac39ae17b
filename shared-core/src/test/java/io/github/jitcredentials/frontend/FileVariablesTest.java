package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In which variables a command is told where its credential's files are. */
class FileVariablesTest {
    @Test
    void name_isToldInCapitals() {
        assertThat(FileVariables.of(profile("app.token.file", "NETRC", "x-y_z")))
                .containsOnly(
                        Map.entry("app.token.file", "APP_TOKEN_FILE"),
                        Map.entry("NETRC", "NETRC"),
                        Map.entry("x-y_z", "X_Y_Z"));
    }

    @Test
    void variableThatSteersPrograms_andVariableOfTwoFiles_areNamedTogether() {
        assertThatThrownBy(() -> FileVariables.of(profile("ld-preload", "a.b", "a_b")))
                .isInstanceOfSatisfying(JitException.Misconfigured.class, e -> {
                    assertThat(e.problems()).hasSize(2);
                    assertThat(e.getMessage()).contains("LD_PRELOAD");
                    assertThat(e.problems()).anySatisfy(problem -> assertThat(problem.what())
                            .isEqualTo("two files would be told in A_B"));
                });
    }

    private static Profile profile(String... files) {
        Map<String, FileDelivery> all =
                Stream.of(files).collect(Collectors.toMap(Function.identity(), name -> FileDelivery.value("token")));
        return new Profile(
                "deploy",
                "sso",
                Scope.of("scope", "repo:write"),
                Duration.ofMinutes(5),
                null,
                "deploy",
                null,
                new Delivery(null, Map.of(), all),
                OnLeak.MASK);
    }
}
