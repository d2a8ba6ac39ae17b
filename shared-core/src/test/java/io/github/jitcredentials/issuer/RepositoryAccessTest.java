package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryAccessTest {
    @ParameterizedTest
    @CsvSource({
        "acme/app            , contents:write",
        "acme/.github        , contents:read",
        "acme/app acme/a.b_c , contents:write issues:read pull_requests:admin",
        "a/b                 , metadata:read",
    })
    void request_isRead(String repositories, String permissions) {
        assertThat(RepositoryAccess.complaint(scope(repositories, permissions))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "app                 , contents:write",
        "acme/..             , contents:write",
        "acme/app/x          , contents:write",
        "acme/*              , contents:write",
        "acme/app?x          , contents:write",
        "-acme/app           , contents:write",
        "acme/app other/app  , contents:write",
        "acme/app Acme/App   , contents:write",
        "acme/app            , contents",
        "acme/app            , contents:none",
        "acme/app            , Contents:write",
        "acme/app            , contents:read contents:write",
    })
    void whatGitHubWouldTakeOtherwise_isRefused(String repositories, String permissions) {
        assertThat(RepositoryAccess.complaint(scope(repositories, permissions))).isPresent();
        assertThatThrownBy(() -> RepositoryAccess.of(GitHubRig.asking(scope(repositories, permissions))))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    @Test
    void partThatIsMissing_isNeverTakenForEverything() {
        assertThat(RepositoryAccess.complaint(Scope.of("repositories", "acme/app")))
                .isPresent();
        assertThat(RepositoryAccess.complaint(Scope.of("permissions", "contents:write")))
                .isPresent();
        assertThat(RepositoryAccess.complaint(Scope.of(Map.of(
                        "repositories", Set.of("acme/app"), "permissions", Set.of("contents:read"), "x", Set.of("y")))))
                .isPresent();
    }

    @Test
    void moreThanAHundred_areRefused() {
        TreeSet<String> many = new TreeSet<>();
        IntStream.range(0, 101).forEach(i -> many.add("acme/r" + i));

        assertThat(RepositoryAccess.complaint(
                        Scope.of(Map.of("repositories", many, "permissions", Set.of("contents:read")))))
                .isPresent();
    }

    @Test
    void granted_isInTheWordsThatWereAsked() {
        RepositoryAccess asked = RepositoryAccess.of(GitHubRig.asking(scope("Acme/App Acme/lib", "contents:write")));

        Scope granted = asked.granted(false, List.of("acme/app"), Map.of("contents", "write", "metadata", "read"));

        assertThat(granted).isEqualTo(scope("Acme/App", "contents:write"));
        assertThat(asked.granted(true, List.of(), Map.of("contents", "write")).part("repositories"))
                .containsExactly("every repository of the installation");
        assertThat(asked.granted(false, List.of("acme/app"), Map.of("metadata", "write"))
                        .part("permissions"))
                .containsExactly("metadata:write");
    }

    private static Scope scope(String repositories, String permissions) {
        return Scope.of(Map.of("repositories", words(repositories), "permissions", words(permissions)));
    }

    private static Set<String> words(String text) {
        return new TreeSet<>(Arrays.asList(text.split(" ")));
    }
}
