package io.github.jitcredentials.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LeakCanaryTest {
    private static final String TEXT = "hvs.CAESI\"J0k'e<r>&7 Qx$z";
    private static final Secret SECRET = Secret.of(TEXT);

    @TempDir
    Path folder;

    private final LeakCanary canary = LeakCanary.of(SECRET).watchBasic("deploy", Secret.of("t0ken-t0ken-t0ken"));

    @Test
    void it_sees_each_form_of_what_it_knows() {
        canary.assertAwake();
        for (SecretForm form : SecretForms.of(SECRET)) {
            assertThatThrownBy(() -> canary.assertClean(
                            "transcript", new String(LeakCanary.planted(form), StandardCharsets.UTF_8)))
                    .as(form.kind())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("transcript holds a secret: " + form.kind())
                    .message()
                    .doesNotContain(TEXT, new String(form.reveal(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void clean_places_pass() throws IOException {
        Files.writeString(folder.resolve("clean.txt"), "nothing to see");
        Files.write(folder.resolve("clean.jar"), LeakCanary.zipped("nothing".getBytes(StandardCharsets.UTF_8)));
        canary.assertClean("a text", "nothing to see");
        canary.assertClean(folder);
    }

    @Test
    void a_canary_that_knows_nothing_fails() {
        assertThatThrownBy(() -> new LeakCanary().assertClean("a text", "anything"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("knows no secret");
        assertThatThrownBy(() -> new LeakCanary().assertAwake()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> LeakCanary.of(Secret.of("ab"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_secret_deep_in_a_folder_is_found() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b/c"));
        Files.writeString(deep.resolve("build.log"), "token=" + TEXT);
        leaks(deep.resolve("build.log") + " holds a secret: literal");
    }

    @Test
    void a_secret_in_a_jar_in_a_jar_and_in_gzip_is_found() throws IOException {
        byte[] secret = TEXT.getBytes(StandardCharsets.UTF_8);
        byte[] inner = LeakCanary.zipped(LeakCanary.gzipped(secret));
        Files.write(folder.resolve("app.jar"), LeakCanary.zipped(inner));
        leaks("app.jar!/entry!/entry! holds a secret: literal");
    }

    @Test
    void a_secret_in_a_name_is_found_and_not_repeated() throws IOException {
        Files.createFile(folder.resolve(TEXT));
        leaks("[hidden] holds a secret: literal");
    }

    @Test
    void a_secret_in_the_target_of_a_link_is_found() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Path.of("/absent", TEXT));
        leaks("link holds a secret: literal");
    }

    @Test
    void what_can_not_be_looked_at_is_not_called_clean() throws IOException {
        assertThatThrownBy(() -> canary.assertClean(folder.resolve("absent"))).isInstanceOf(AssertionError.class);
        byte[] zip = LeakCanary.zipped(new byte[1000]);
        Files.write(folder.resolve("torn.zip"), Arrays.copyOf(zip, zip.length / 3));
        assertThatThrownBy(() -> canary.assertClean(folder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("could not look everywhere");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_secret_in_the_environment_or_the_arguments_of_a_process_is_found() throws Exception {
        canary.assertCleanProcesses();
        ProcessBuilder environment = new ProcessBuilder("sh", "-c", "read line");
        environment.environment().put("DEPLOY_TOKEN", TEXT);
        whileRunning(environment, "environ");
        whileRunning(new ProcessBuilder("sh", "-c", "read line", TEXT), "cmdline");
        canary.assertCleanProcesses();
    }

    private void whileRunning(ProcessBuilder builder, String file) throws Exception {
        Process process = builder.start();
        try {
            assertThatThrownBy(canary::assertCleanProcesses)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("/proc/" + process.pid() + "/" + file + " holds a secret: literal");
        } finally {
            process.getOutputStream().close();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void leaks(String message) {
        assertThatThrownBy(() -> canary.assertClean(folder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain(TEXT);
    }
}
