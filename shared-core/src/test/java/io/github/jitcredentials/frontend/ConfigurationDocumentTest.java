package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Task;
import io.github.jitcredentials.policy.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What docs/configuration.md says is what the reader does. Run with {@code -Dgolden.write=true} to write its tables anew from the
 * schema.
 */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");
    private static final SchemaFile SCHEMA = SchemaFile.read();
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "top",
                "github-actions",
                "token-file",
                "environment",
                "oauth2",
                "vault",
                "github-app",
                "octo-sts",
                "profile",
                "deliver",
                "maven-server",
                "delivered-file",
                "rule",
                "when"
            })
    void table_isThatOfTheSchema(String name) throws IOException {
        String table = table(SCHEMA.definition(name.equals("top") ? "" : name));
        if (Boolean.getBoolean("golden.write")) {
            String head = "<!-- keys " + name + ": generated, a test compares it -->\n";
            String text = Files.readString(DOCUMENT);
            Files.writeString(DOCUMENT, text.replace(head + part("keys " + name), head + table));
        }
        assertThat(part("keys " + name)).isEqualTo(table);
    }

    @Test
    void everyTypeAndEveryMapOfKnownKeys_hasItsTable() throws IOException {
        String text = Files.readString(DOCUMENT);
        SCHEMA.root().path("definitions").properties().forEach(definition -> {
            boolean keyed = definition.getValue().has("properties")
                    && !definition.getKey().equals("issuer");
            assertThat(text.contains("<!-- keys " + definition.getKey() + ":"))
                    .as(definition.getKey())
                    .isEqualTo(keyed);
        });
    }

    @Test
    void example_isReadWithoutComplaint() throws IOException {
        Matcher block = Pattern.compile("```yaml\\R(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOCUMENT));

        assertThat(block.find()).isTrue();
        assertThat(ConfigurationFile.parse(block.group(1), "configuration.md", Path.of("/"))
                        .profiles())
                .containsOnlyKeys("deploy");
        assertThat(block.group(1))
                .contains("$schema=" + SCHEMA.root().path("$id").asText());
    }

    static List<String> examples() throws IOException {
        return part("matching").lines().skip(2).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_matchesAsItSays(String row) {
        String[] cells = row.split("(?<!\\\\)\\|", -1);
        String written = codes(cells[1]).get(0);

        assertThat(codes(cells[2])).isNotEmpty().allSatisfy(value -> assertThat(matches(written, value))
                .as(value)
                .isTrue());
        assertThat(codes(cells[3])).isNotEmpty().allSatisfy(value -> assertThat(matches(written, value))
                .as(value)
                .isFalse());
    }

    @Test
    void refusedVariables_areRefused() throws IOException {
        Matcher sentence = Pattern.compile("A variable that decides (.*?) is refused", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT));

        assertThat(sentence.find()).isTrue();
        assertThat(codes(sentence.group(1))).hasSize(4).allMatch(EnvironmentNames::steers);
    }

    @Test
    void directoryOfTheMachine_isTheOneThatIsRead() throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains("`" + HostFacts.BOUNDS + "/*.yml`");
    }

    private static boolean matches(String written, String claimed) {
        Configuration configuration = ConfigurationFile.parse("""
                version: 1
                identity: [github-actions]
                issuers: { sso: { oauth2: { url: https://sso.example.com, client: ci } } }
                profiles:
                  p: { issuer: sso, request: { scope: a }, ttl: 5m, deliver: { env: { A_TOKEN: token } } }
                policy:
                  r: { permit: p, from: github-actions, when: { claim.x: 'WRITTEN' } }
                """.replace("WRITTEN", written), "example", Path.of("/"));
        Identity identity = new Identity(
                "github-actions",
                "https://x",
                "job",
                Map.of("claim.x", claimed),
                Instant.parse("2026-11-22T12:00:00Z"));
        Profile profile = configuration.profile("p", "");
        return configuration.policy().decide(identity, profile.request(new Task("test", "unit", new Purpose("try"))))
                instanceof Decision.Permit;
    }

    private static List<String> codes(String text) {
        List<String> codes = new ArrayList<>();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            codes.add(code.group(1).replace("\\|", "|"));
        }
        return codes;
    }

    private static String part(String name) throws IOException {
        Matcher part = Pattern.compile("(<!-- " + name + ":[^>]*-->\\R.*?)<!-- /" + name + " -->", Pattern.DOTALL)
                .matcher(Files.readString(DOCUMENT));
        assertThat(part.find()).as(name).isTrue();
        return part.group(1).substring(part.group(1).indexOf('\n') + 1);
    }

    private static String table(JsonNode schema) {
        StringBuilder table = new StringBuilder("| key | needed | what it says |\n|---|---|---|\n");
        rows(schema, "", table);
        schema.path("patternProperties")
                .properties()
                .forEach(pattern -> row("claim.NAME", false, SCHEMA.described(pattern.getValue()), table));
        return table.toString();
    }

    private static void rows(JsonNode schema, String prefix, StringBuilder table) {
        List<String> needed = SchemaFile.texts(schema.path("required"));
        schema.path("properties").properties().forEach(property -> {
            JsonNode value = property.getValue();
            row(
                    prefix + property.getKey(),
                    needed.contains(property.getKey()),
                    SCHEMA.described(value) + words(value),
                    table);
            rows(value, prefix + property.getKey() + ".", table);
        });
    }

    private static void row(String key, boolean needed, String description, StringBuilder table) {
        table.append("| `")
                .append(key)
                .append("` | ")
                .append(needed ? "yes" : "")
                .append(" | ")
                .append(description.replace("|", "\\|"))
                .append(" |\n");
    }

    private static String words(JsonNode schema) {
        boolean several = schema.has("anyOf");
        List<String> words =
                SchemaFile.texts(several ? schema.path("anyOf").path(0).path("enum") : schema.path("enum"));
        return words.isEmpty() || words.contains("1")
                ? ""
                : (several ? " Any of `" : " One of `") + String.join("`, `", words) + "`.";
    }
}
