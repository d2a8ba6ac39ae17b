package io.github.jitcredentials.jenkins.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.frontend.OnLeak;
import io.github.jitcredentials.jenkins.Places;
import io.github.jitcredentials.jenkins.masking.MaskingFailures;
import io.github.jitcredentials.jenkins.masking.MaskingFilter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What a controller stored with another version of this plugin. The files here are kept for good: a change that can't read them is one
 * that strands builds. {@code -Dgolden.write=true} writes those that are missing.
 */
class UpgradeTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/github/jitcredentials/jenkins/block");
    private static final Path SERIALISED = GOLDEN.resolve("serialised.properties");

    @WithJenkins
    @ParameterizedTest
    @ValueSource(strings = {"before-on-leak.xml", "of-a-later-version.xml"})
    void storedBlock_isRead(String file, JenkinsRule jenkins) throws Exception {
        Files.createDirectories(Places.blocks());
        try (InputStream in = UpgradeTest.class.getResourceAsStream(file)) {
            Files.copy(in, Places.blocks().resolve("0f1e2d3c4b5a69788796a5b4.xml"));
        }

        List<BlockRecord> blocks = new BlockStore(Places.blocks()).all();

        assertThat(blocks).singleElement().satisfies(block -> {
            assertThat(block.id).isEqualTo("0f1e2d3c4b5a69788796a5b4");
            assertThat(block.run).isEqualTo("folder/p#7");
            assertThat(block.step).isEqualTo("12");
            assertThat(block.node).isEqualTo("away");
            assertThat(block.directory)
                    .isEqualTo("/home/jenkins/workspace/p@tmp/jit-credentials-0f1e2d3c4b5a69788796a5b4");
            assertThat(block.leases()).singleElement().satisfies(lease -> {
                assertThat(lease.id).isEqualTo("1b4e28ba2fa1");
                assertThat(lease.wanted.profile()).isEqualTo("deploy");
                assertThat(lease.survives).isTrue();
                assertThat(lease.variables).containsExactlyEntriesOf(Map.of("DEPLOY_TOKEN", "token"));
                assertThat(lease.onLeak()).isEqualTo(file.startsWith("before") ? OnLeak.MASK : OnLeak.FAIL);
                assertThat(lease.values()).containsKey("token");
            });
        });
    }

    @Test
    void whatABuildStores_isRead() throws Exception {
        Map<String, Object> all = Map.of(
                "wanted", new Wanted("deploy", "publish", "5m", Map.of("MY_TOKEN", "token")),
                "kept", Wanted.kept("deploy", null),
                "filter", new MaskingFilter("folder/p#7"),
                "body-filter", new MaskingFilter("folder/p#7", "0f1e2d3c4b5a69788796a5b4"),
                "failures", new MaskingFailures("folder/p#7"));
        Properties golden = new Properties();
        if (Files.exists(SERIALISED)) {
            golden.load(Files.newBufferedReader(SERIALISED));
        }
        if (Boolean.getBoolean("golden.write")) {
            for (Map.Entry<String, Object> entry : all.entrySet()) {
                golden.putIfAbsent(entry.getKey(), written(entry.getValue()));
            }
            StringBuilder lines = new StringBuilder();
            golden.stringPropertyNames().stream().sorted().forEach(name -> lines.append(name)
                    .append('=')
                    .append(golden.getProperty(name))
                    .append('\n'));
            Files.createDirectories(GOLDEN);
            Files.writeString(SERIALISED, lines.toString(), StandardCharsets.ISO_8859_1);
        }

        assertThat(golden.stringPropertyNames()).isEqualTo(all.keySet());
        all.forEach((name, now) -> assertThat(read(golden.getProperty(name)))
                .as(name)
                .usingRecursiveComparison()
                .isEqualTo(now));
    }

    private static String written(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return java.util.Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static Object read(String text) {
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(java.util.Base64.getDecoder().decode(text)))) {
            return in.readObject();
        } catch (Exception e) {
            throw new AssertionError("a stored build can't be read any more", e);
        }
    }
}
