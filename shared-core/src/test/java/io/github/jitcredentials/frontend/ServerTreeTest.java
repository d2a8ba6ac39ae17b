package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.model.JitException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a server has in place of a file: the same sections, held to the same rules, but for files and variables. */
class ServerTreeTest {
    private static final IdentitySpec SERVER = new IdentitySpec("server", "server", new TreeMap<>());

    @Test
    void sectionsOfAFile_areReadLikeAFile() {
        Configuration read = read(oauth2(Map.of()));

        assertThat(read.identities()).containsExactly(SERVER);
        assertThat(read.issuers().get("sso").type()).isEqualTo("oauth2");
        assertThat(read.profiles().get("deploy").deliver().env()).isEqualTo(Map.of("TOKEN", "token"));
    }

    @Test
    void issuersAlone_areHeldToTheSameRules() {
        Map<String, Object> good = Map.of(
                "issuers", Map.of("sso", Map.of("oauth2", Map.of("url", "https://sso.example", "client", "ci"))));
        Map<String, Object> bad = Map.of("issuers", Map.of("sso", Map.of("oauth2", Map.of("url", "nonsense"))));

        assertThat(ConfigurationFile.issuers(good, "tree", key -> key)
                        .get("sso")
                        .type())
                .isEqualTo("oauth2");
        assertThatThrownBy(() -> ConfigurationFile.issuers(bad, "tree", key -> key))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("tree.issuers.sso.oauth2.url");
    }

    @Test
    void secret_isTheIdOfACredential() {
        Configuration read = read(oauth2(Map.of("authenticate", "secret", "secret", "credential:sso-secret")));

        assertThat(read.issuers().get("sso").settings()).containsEntry("secret", "credential:sso-secret");
    }

    @Test
    void secretInAFileOrVariable_isRefused() {
        for (String place : List.of("file:/etc/shadow", "env:PATH", "credential:", "s3cret")) {
            assertRefused(
                    oauth2(Map.of("authenticate", "secret", "secret", place)),
                    "tree.issuers.sso.oauth2.secret: " + told(ServerMistake.NOT_A_CREDENTIAL, "secret"));
        }
    }

    @Test
    void fileOfThisMachine_isRefused() {
        assertRefused(
                vault(Map.of("jwt", Map.of("role", "ci")), Map.of("ca", "/etc/ssl/ca.pem")),
                told(ServerMistake.NO_FILES_HERE, "ca"));
    }

    @Test
    void serviceAccountOfThisMachinesPod_isRefused() {
        assertRefused(vault(Map.of("kubernetes", Map.of("role", "ci")), Map.of()), ServerMistake.NO_POD_HERE.wording());
    }

    @Test
    void textThatLooksLikeASecret_isRefusedAndNotRepeated() {
        assertThatThrownBy(() -> read(oauth2(Map.of("client", "ghs_exampleexampleexample"))))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining("tree.issuers.sso.oauth2.client: looks like a secret")
                .hasMessageNotContaining("ghs_");
    }

    @Test
    void linesAndWhatCannotBeSeen_areRefused() {
        assertRefused(oauth2(Map.of("client", "one\ntwo")), "client: is more than one line");
        assertRefused(oauth2(Map.of("client", "one\u202Etwo")), "client: holds the invisible character U+202E");
    }

    @Test
    void places_areSpeltAsTheHostSpellsThem() {
        assertRefused(oauth2(Map.of("key-id", "")), "tree.issuers.sso.oauth2.KEY-ID");
    }

    private static String told(ServerMistake mistake, String key) {
        return mistake.at("", key).what();
    }

    private static void assertRefused(Map<String, Object> issuer, String words) {
        assertThatThrownBy(() -> read(issuer))
                .isInstanceOf(JitException.Misconfigured.class)
                .hasMessageContaining(words);
    }

    private static Configuration read(Map<String, Object> issuer) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("issuers", Map.of("sso", issuer));
        String part = issuer.containsKey("vault") ? "path" : "scope";
        tree.put(
                "profiles",
                Map.of(
                        "deploy",
                        Map.of(
                                "issuer",
                                "sso",
                                "request",
                                Map.of(part, List.of("read")),
                                "ttl",
                                "5m",
                                "deliver",
                                Map.of("env", Map.of("TOKEN", "token")))));
        tree.put(
                "policy",
                Map.of("main", Map.of("permit", "deploy", "from", "server", "when", Map.of("ref", "refs/heads/main"))));
        return ConfigurationFile.tree(tree, "tree", key -> key.equals("key-id") ? "KEY-ID" : key, List.of(SERVER));
    }

    private static Map<String, Object> oauth2(Map<String, String> more) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("url", "https://sso.example.com", "client", "ci"));
        settings.putAll(more);
        return Map.of("oauth2", settings);
    }

    private static Map<String, Object> vault(Map<String, ?> login, Map<String, String> more) {
        Map<String, Object> settings = new LinkedHashMap<>(Map.of("url", "https://bao.example.com", "login", login));
        settings.putAll(more);
        return Map.of("vault", settings);
    }
}
