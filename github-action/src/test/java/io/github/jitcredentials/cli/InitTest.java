package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.identity.IdentitySpec;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code jitc init} writes is accepted by our own reader. */
class InitTest {
    private static final Map<String, String> GITHUB = Map.of(
            "GITHUB_ACTIONS", "true",
            "GITHUB_REPOSITORY", "acme/app",
            "GITHUB_REPOSITORY_ID", "4711",
            "GITHUB_REPOSITORY_OWNER_ID", "815");
    private static final Map<String, String> GITLAB = Map.of(
            "GITLAB_CI", "true",
            "CI_PROJECT_PATH", "acme/tools/app",
            "CI_PROJECT_ID", "4711",
            "CI_PROJECT_NAMESPACE_ID", "815",
            "CI_SERVER_URL", "https://gitlab.acme.example");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @EnumSource(StartingPoint.class)
    void everyStartingPoint_isAccepted_alsoOnALaptop(StartingPoint start) {
        assertThat(init(Map.of(), "--for", start.name()))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(written().profiles()).containsOnlyKeys("deploy");
    }

    @Test
    void onGitHub_itIsBoundToNumbers() throws Exception {
        assertThat(init(GITHUB)).isZero();
        assertThat(written().identities()).extracting(IdentitySpec::type).containsExactly("github-actions");
        assertThat(text())
                .contains("claim.repository_id: \"4711\"")
                .contains("claim.repository_owner_id: \"815\"")
                .contains("repository: \"acme/app\"\n")
                .contains("environment: \"production\"");
    }

    @Test
    void onGitLab_itIsBoundToNumbersAndToItsServer() throws Exception {
        assertThat(init(GITLAB)).isZero();
        assertThat(written().identities()).extracting(IdentitySpec::type).containsExactly("environment");
        assertThat(text())
                .contains("claim.project_id: \"4711\"")
                .contains("issuer: \"https://gitlab.acme.example\"")
                .contains("repository: \"acme/tools/app\"\n");
    }

    @Test
    void hostileNames_areNotWrittenIntoTheFile() throws Exception {
        assertThat(init(Map.of(
                        "GITHUB_ACTIONS",
                        "true",
                        "GITHUB_REPOSITORY",
                        "a\"\n  evil: b",
                        "GITHUB_REPOSITORY_ID",
                        "1 }")))
                .isZero();
        assertThat(written().policy()).isNotNull();
        assertThat(text()).doesNotContain("evil").contains("repository: \"acme/app\"  # CHANGE");
    }

    @Test
    void fileThatIsThere_isLeftAlone() throws Exception {
        Files.writeString(directory.resolve("jit-credentials.yml"), "mine");
        assertThat(init(GITHUB)).isEqualTo(ExitCode.USAGE.code());
        assertThat(text()).isEqualTo("mine");
    }

    @Test
    void completion_isAScriptThatKnowsTheCommands() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Surroundings around = new Surroundings(Map.of(), directory, directory, InputStream.nullInputStream(), out, err);
        assertThat(Jitc.run(around, "completion")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("complete -F").contains("git-credential");
    }

    private int init(Map<String, String> environment, String... options) {
        Surroundings around = new Surroundings(
                environment, directory, directory, InputStream.nullInputStream(), new ByteArrayOutputStream(), err);
        String[] arguments = new String[options.length + 1];
        arguments[0] = "init";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Jitc.run(around, arguments);
    }

    private Configuration written() {
        return ConfigurationFile.read(directory.resolve("jit-credentials.yml"));
    }

    private String text() throws Exception {
        return Files.readString(directory.resolve("jit-credentials.yml"));
    }
}
