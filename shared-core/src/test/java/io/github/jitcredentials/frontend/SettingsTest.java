package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.JitException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    /** A host that spells settings as elements. */
    private record Elements(Map<String, String> values) implements RawSettings {
        @Override
        public Optional<String> value(Setting setting) {
            return Optional.ofNullable(values.get(setting.key()));
        }

        @Override
        public String spelling(Setting setting) {
            return "<" + setting.key() + ">";
        }
    }

    static List<Path> files() throws IOException {
        return Golden.files(Golden.BAD_SETTINGS, ".properties");
    }

    @Test
    void nothingSaid_isTheTablesDefaults() {
        assertThat(Settings.of(new Elements(Map.of())))
                .isEqualTo(new Settings(
                        Path.of("jit-credentials.yml"),
                        List.of(),
                        null,
                        null,
                        false,
                        Settings.OnNoIdentity.FAIL,
                        null,
                        null,
                        null,
                        Settings.OnAuditFailure.FAIL,
                        Settings.GuardianUse.REQUIRED,
                        Duration.ofSeconds(30),
                        List.of("deploy:deploy", "deploy:deploy-file")));
    }

    @Test
    void blank_isNothingSaid() {
        Map<String, String> blank = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            blank.put(setting.key(), " ");
        }
        assertThat(Settings.of(new Elements(blank))).isEqualTo(Settings.of(new Elements(Map.of())));
    }

    @Test
    void everythingSaid_isTaken() {
        Settings settings = Settings.of(new Elements(Map.ofEntries(
                Map.entry("config", "ci/jit.yml"),
                Map.entry("profiles", "deploy, notes ,"),
                Map.entry("purpose", "publish 1.4.0"),
                Map.entry("ttl", "90s"),
                Map.entry("skip", "true"),
                Map.entry("onNoIdentity", "settings"),
                Map.entry("journal", "/var/lib/jit"),
                Map.entry("audit", "/var/log/jit.jsonl"),
                Map.entry("auditEvents", "/var/log/jit-events.jsonl"),
                Map.entry("auditFailure", "continue"),
                Map.entry("guardian", "off"),
                Map.entry("revokeTimeout", "2m"),
                Map.entry("guardedGoals", "deploy:deploy"))));

        assertThat(settings.config()).isEqualTo(Path.of("ci/jit.yml"));
        assertThat(settings.profiles()).containsExactly("deploy", "notes");
        assertThat(settings.saidPurpose()).hasToString("Optional[publish 1.4.0]");
        assertThat(settings.shorterTtl()).contains(Duration.ofSeconds(90));
        assertThat(settings.skip()).isTrue();
        assertThat(settings.onNoIdentity()).isEqualTo(Settings.OnNoIdentity.SETTINGS);
        assertThat(settings.journalDirectory()).contains(Path.of("/var/lib/jit"));
        assertThat(settings.auditFile()).contains(Path.of("/var/log/jit.jsonl"));
        assertThat(settings.auditEventsFile()).contains(Path.of("/var/log/jit-events.jsonl"));
        assertThat(settings.onAuditFailure()).isEqualTo(Settings.OnAuditFailure.CONTINUE);
        assertThat(settings.guardian()).isEqualTo(Settings.GuardianUse.OFF);
        assertThat(settings.revokeTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.guardedGoals()).containsExactly("deploy:deploy");
    }

    @Test
    void skipping_isToldWithoutLookingAtAnythingElse() {
        assertThat(Settings.skips(new Elements(Map.of("skip", "true", "ttl", "nonsense"))))
                .isTrue();
        assertThat(Settings.skips(new Elements(Map.of("ttl", "nonsense")))).isFalse();
        assertThatThrownBy(() -> Settings.skips(new Elements(Map.of("skip", "1"))))
                .isInstanceOf(JitException.Misconfigured.class);
    }

    @ParameterizedTest
    @MethodSource("files")
    void badSettings_areToldLikeThis(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));

        Golden.check(Golden.of(file), () -> Settings.of(new Elements(values)));
    }

    @Test
    void profileThatIsNotThere_isToldLikeThis() throws IOException {
        Configuration configuration = Examples.trial();

        Golden.check(
                Golden.BAD_SETTINGS.resolve("misspelt-profile.golden"),
                () -> configuration.profile("deplyo", "<profiles>"));
        Golden.check(
                Golden.BAD_SETTINGS.resolve("unknown-profile.golden"),
                () -> configuration.profile("migrate", "<profiles>"));
    }

    @Test
    void ttlLongerThanTheProfiles_isToldLikeThis() throws IOException {
        RawSettings raw = new Elements(Map.of("ttl", "6m"));
        Profile deploy = Examples.trial().profile("deploy", "<profiles>");

        Golden.check(Golden.BAD_SETTINGS.resolve("longer-ttl.golden"), () -> Settings.of(raw)
                .applied(deploy, raw));
    }

    @Test
    void ttlShorterThanTheProfiles_isTaken() {
        RawSettings raw = new Elements(Map.of("ttl", "4m"));
        Profile deploy = Examples.trial().profile("deploy", "<profiles>");

        assertThat(Settings.of(raw).applied(deploy, raw).ttl()).isEqualTo(Duration.ofMinutes(4));
    }

    @ParameterizedTest
    @EnumSource
    void setting_isDocumentedInOneLine(Setting setting) {
        assertThat(setting.key()).isNotBlank();
        assertThat(setting.doc()).isNotBlank().endsWith(".").doesNotContain("\n");
        assertThat(setting.choices().isEmpty()).isEqualTo(setting.kind() != Setting.Kind.CHOICE);
        if (setting.kind() == Setting.Kind.CHOICE) {
            assertThat(setting.choices()).contains(setting.defaultText());
        }
    }

    @Test
    void keys_areDistinct() {
        Set<String> keys = new HashSet<>();
        for (Setting setting : Setting.values()) {
            assertThat(keys.add(setting.key())).as(setting.key()).isTrue();
        }
    }
}
