package io.github.jitcredentials.jenkins.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.frontend.ConfigurationFile;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.JitException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a block's repository took away, also after a restart. */
@WithJenkins
class NarrowingTest {
    private static final Profile OFFERED = profile("a, b", "10m");

    @TempDir
    private Path directory;

    @Test
    void narrowing_isStoredWithItsBlock(JenkinsRule jenkins) {
        assertThat(jenkins.jenkins).isNotNull();
        BlockStore store = new BlockStore(directory);
        BlockRecord block = new BlockRecord("0123", "p#1", "7");
        block.narrowing = Narrowing.of("jit-credentials.yml", Map.of("deploy", profile("b", "1m")));
        store.save(block);

        Narrowing read = store.all().get(0).narrowing;

        assertThat(read).isNotNull();
        Profile left = read.apply(OFFERED);
        assertThat(left.ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(left.scope().part("scope")).containsExactly("b");
        assertThat(left.issuer()).isEqualTo(OFFERED.issuer());
    }

    @Test
    void more_isRefused() {
        for (Profile wider : new Profile[] {profile("a, c", "1m"), profile("a", "1h")}) {
            Narrowing narrowing = Narrowing.of("jit-credentials.yml", Map.of("deploy", wider));

            assertThatThrownBy(() -> narrowing.apply(OFFERED)).isInstanceOf(JitException.Misconfigured.class);
        }
        assertThat(Narrowing.NONE.apply(OFFERED)).isSameAs(OFFERED);
    }

    private static Profile profile(String scope, String ttl) {
        String file = """
                version: 1
                identity: [ github-actions ]
                issuers: { sso: { oauth2: { url: "https://sso.example.com/", client: a, grant: token-exchange } } }
                profiles:
                  deploy: { issuer: sso, request: { scope: [ SCOPE ] }, ttl: TTL, deliver: { env: { A: token } } }
                policy: { all: { permit: [ deploy ], from: github-actions, when: { ref: main } } }
                """;
        return ConfigurationFile.parse(file.replace("SCOPE", scope).replace("TTL", ttl), "file", Path.of(""))
                .profile("deploy", "profile");
    }
}
