package io.github.jitcredentials.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GitHub's own programs on what we wrote: their parsers on actions and workflows, their OIDC client on the trial's CI. */
class GitHubToolsIT {
    /** Where the scripts that install and run them look. */
    private static final Path MODULES = Path.of(System.getenv()
                    .getOrDefault("XDG_CACHE_HOME", System.getenv().get("HOME") + "/.cache"))
            .resolve("jit-credentials/tools/parsers/node_modules");

    @TempDir
    Path place;

    @SuppressForbidden("says what is left out")
    @BeforeEach
    void look() {
        if (!Files.isDirectory(MODULES)) {
            System.out.println("left out: GitHub's own parsers and client are not there; .ci/tools installs them");
        }
        assumeTrue(Files.isDirectory(MODULES), "GitHub's own parsers and client are not there");
    }

    @Test
    void actionsAndWorkflows_areWhatGitHubReads() throws Exception {
        Said said = run(List.of(check()), Map.of());

        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.text()).contains("files, no problem");
    }

    @Test
    void parser_findsAnExpressionThatNamesNothing() throws Exception {
        Path bad = Files.writeString(
                place.resolve("bad.yml"),
                "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo ${{ bogus.x }}\n");

        Said said = run(List.of(check(), bad.toString()), Map.of());

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("bogus");
    }

    @Test
    void theirClient_getsAnIdTokenFromTheTrial() throws Exception {
        try (TrialGround ground = new TrialGround(place.resolve("trial"), List.of("repository=acme/app"))) {
            Said said = run(
                    List.of(
                            "node",
                            "-e",
                            "require('@actions/core').getIDToken('https://sso.example').then("
                                    + "t => console.log(Buffer.from(t.split('.')[1], 'base64url').toString()))"),
                    Map.of(
                            "ACTIONS_ID_TOKEN_REQUEST_URL", ground.requestUrl(),
                            "ACTIONS_ID_TOKEN_REQUEST_TOKEN", Files.readString(ground.requestTokenFile())));

            assertThat(said.code()).as(said.text()).isZero();
            assertThat(said.text()).contains("\"aud\":\"https://sso.example\"", "\"repository\":\"acme/app\"");
        }
    }

    private static String check() {
        return BuildFacts.read()
                .top()
                .resolve("github-action/src/parsers/check")
                .toString();
    }

    private static Said run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("NODE_PATH", MODULES.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), text);
    }

    private record Said(int code, String text) {}
}
