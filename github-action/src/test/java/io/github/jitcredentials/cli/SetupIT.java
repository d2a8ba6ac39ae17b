package io.github.jitcredentials.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code setup/}: a release is taken by its checksum or not at all. */
class SetupIT {
    private static final String OTHER = "0".repeat(64);

    @TempDir
    Path directory;

    private Path asset;

    @BeforeEach
    void makeARelease() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("release/jitc/bin"));
        for (String program : new String[] {"jitc", "jitc-archive"}) {
            Files.writeString(bin.resolve(program), "#!/bin/sh\necho \"$0\"\n");
            assertThat(bin.resolve(program).toFile().setExecutable(true)).isTrue();
        }
        asset = directory.resolve("jitc.tar.gz");
        run("tar -czf \"$ASSET\" -C release jitc", "", "", "");
        Files.createDirectories(directory.resolve("cache"));
        Files.createFile(directory.resolve("path"));
    }

    @Test
    void checksumThatFits_putsItOnThePath() throws Exception {
        Said said = setup("1.0.0", checksum(), "file://" + asset);

        assertThat(said.code()).as(said.text()).isZero();
        Path bin = Path.of(Files.readString(directory.resolve("path")).strip());
        assertThat(bin.resolve("jitc")).isExecutable();
        Said again = setup("1.0.0", checksum(), "file:///nowhere");
        assertThat(again.code()).as("what is there is not downloaded again").isZero();
    }

    @Test
    void otherChecksum_leavesNothing() throws Exception {
        Said said = setup("1.0.0", OTHER, "file://" + asset);

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("has the checksum " + checksum(), "nothing of it was used");
        assertThat(directory.resolve("path")).isEmptyFile();
        try (var left = Files.walk(directory.resolve("cache"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void versionOrChecksumThatIsNone_isRefusedByName() throws Exception {
        assertThat(setup("1.0.0; echo", checksum(), "").text()).contains("::error", "input 'version'");
        assertThat(setup("1.0.0\n::warning::x", checksum(), "").text()).doesNotContain("\n::warning");
        assertThat(setup("1.0.0", "abc", "").text()).contains("input 'sha256'");
    }

    @Test
    void assetThatIsNotThere_isNamed() throws Exception {
        Said said = setup("1.0.0", OTHER, "file:///nowhere.tar.gz");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.text()).contains("file:///nowhere.tar.gz can't be downloaded");
    }

    private String checksum() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(asset)));
    }

    private Said setup(String version, String checksum, String url) throws Exception {
        return run("exec \"$SETUP\"", version, checksum, url);
    }

    private Said run(String script, String version, String checksum, String url) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .put("SETUP", Path.of("setup/install").toAbsolutePath().toString());
        builder.environment().put("ASSET", String.valueOf(asset));
        builder.environment()
                .put("RUNNER_TOOL_CACHE", directory.resolve("cache").toString());
        builder.environment().put("GITHUB_PATH", directory.resolve("path").toString());
        builder.environment().put("JITC_SETUP_VERSION", version);
        builder.environment().put("JITC_SETUP_SHA256", checksum);
        builder.environment().put("JITC_SETUP_URL", url);
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), text);
    }

    private record Said(int code, String text) {}
}
