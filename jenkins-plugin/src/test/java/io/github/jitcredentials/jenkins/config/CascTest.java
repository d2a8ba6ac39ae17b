package io.github.jitcredentials.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.frontend.Configuration;
import io.github.jitcredentials.model.JitException;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is configured as code reads as a file would, and comes out again as it went in. */
@WithJenkins
class CascTest {
    @Test
    void everything_isReadAndRoundTrips(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        configure(resource());
        Configuration first = ControllerConfiguration.get().read();

        Path exported = Files.writeString(folder.resolve("exported.yaml"), exported());
        clear();
        configure(exported.toString());

        Configuration second = ControllerConfiguration.get().read();
        assertThat(second.issuers()).isEqualTo(first.issuers());
        assertThat(second.profiles()).isEqualTo(first.profiles());
        assertThat(exported()).isEqualTo(Files.readString(exported));
        assertThat(first.issuers().get("sso").settings()).containsEntry("secret", "credential::sso-secret");
        assertThat(first.issuers()).containsOnlyKeys("sso", "bao", "github", "octo");
        assertThat(first.profiles().get("read").renewal()).contains(Duration.ofHours(1));
    }

    @Test
    void configuration_survivesARestart(JenkinsRule jenkins) throws Exception {
        configure(resource());

        ControllerConfiguration reloaded = new ControllerConfiguration();

        assertThat(reloaded.read().profiles())
                .isEqualTo(ControllerConfiguration.get().read().profiles());
    }

    @Test
    void mistakes_areAllToldWhereTheyAre(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        String wrong = Files.readString(Path.of(resource()))
                .replace("maxTtl: 10m", "maxTtl: soon")
                .replace("issuer: sso", "issuer: sos");
        configure(Files.writeString(folder.resolve("wrong.yaml"), wrong).toString());

        assertThatThrownBy(() -> ControllerConfiguration.get().read())
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("jitCredentials.policy.releases.maxTtl: ")
                .hasMessageContaining("jitCredentials.profiles.deploy.issuer: ")
                .hasMessageContaining("jitCredentials.profiles.read.issuer: ");
    }

    private static void configure(String source) throws Exception {
        ConfigurationAsCode.get().configure(List.of(source));
    }

    private static void clear() {
        ControllerConfiguration configuration = ControllerConfiguration.get();
        configuration.setPolicy(List.of());
        configuration.setProfiles(List.of());
        configuration.setIssuers(List.of());
    }

    private static String resource() throws Exception {
        return Path.of(Objects.requireNonNull(CascTest.class.getResource("jenkins.yaml"))
                        .toURI())
                .toString();
    }

    /** Our part of what is exported. */
    private static String exported() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        String all = out.toString(StandardCharsets.UTF_8);
        int begin = all.indexOf("  jitCredentials:\n");
        StringBuilder ours = new StringBuilder("unclassified:\n");
        boolean inside = true;
        for (String line : all.substring(begin).lines().toList()) {
            boolean other = line.matches(" {0,2}[a-zA-Z].*") && !line.startsWith("  jitCredentials:");
            inside &= !other;
            if (inside) {
                ours.append(line).append('\n');
            }
        }
        return ours.toString();
    }
}
