package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.policy.ClaimNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The schema says what the reader says, wherever a schema can. */
class SchemaTest {
    private static final SchemaFile SCHEMA = SchemaFile.read();

    private static final String YAML = "no YAML to any parser, so that no schema is ever asked";
    private static final String WRITING = "YAML allows it, and a schema does not see how a value is written";
    private static final String NAMES = "a schema can't compare a name with those written elsewhere";
    private static final String TYPES = "a schema can't look up what type an issuer is";
    private static final String PAIRS = "a schema can't compare one entry with another";
    private static final String SUM = "the length of a duration is a sum";
    private static final String RE2 = "what RE2 takes, and how large it gets";
    private static final String LIST = "a list that is compared without case, and too long to keep twice";

    private static final String SECRETS = "the looks of secrets are many, and kept once, in the reader";

    /** Bad files that the schema lets pass, and why it can't do better. */
    private static final Map<String, String> PASSED = passed();

    static List<Path> badFiles() throws IOException {
        return Golden.files(Golden.BAD_FILES, ".yml");
    }

    static List<Path> goodFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("good", "host", "wider")) {
            files.addAll(Golden.files(Path.of("src/test/resources/config").resolve(folder), ".yml"));
        }
        return files;
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void goodFile_isAccepted(Path file) throws IOException {
        assertThat(SCHEMA.objections(file)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void badFile_isRefusedUnlessItIsListed(Path file) throws IOException {
        String why = PASSED.get(name(file));
        try {
            List<String> objections = SCHEMA.objections(file);

            assertThat(objections.isEmpty())
                    .as("passed by the schema: %s", objections)
                    .isEqualTo(why != null);
            assertThat(why).isNotEqualTo(YAML);
        } catch (YamlEngineException e) {
            assertThat(why).as(e.getMessage()).isEqualTo(YAML);
        }
    }

    static List<Path> allFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(Path.of("src/test/resources/config"), Path.of("../samples"))) {
            try (Stream<Path> found = Files.find(
                    folder,
                    9,
                    (path, attributes) -> attributes.isRegularFile()
                            && path.toString().endsWith(".yml")
                            && !path.toString().contains("/target/"))) {
                files.addAll(found.sorted().toList());
            }
        }
        return files;
    }

    /** Wherever a file lies, now or later: the reader's own verdict, and not the folder's name, is what the schema's is held to. */
    @ParameterizedTest
    @MethodSource("allFiles")
    void verdict_isTheReaders(Path file) throws IOException {
        boolean listed = PASSED.containsKey(name(file)) && file.startsWith(Golden.BAD_FILES);

        assertThat(isPassedBySchema(file)).isEqualTo(isRead(file) || listed && !YAML.equals(PASSED.get(name(file))));
    }

    @Test
    void exceptions_areFilesThatExist() throws IOException {
        assertThat(badFiles().stream().map(SchemaTest::name)).containsAll(PASSED.keySet());
    }

    @Test
    void schema_isOneItself() {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V7);

        assertThat(factory.getSchema(SchemaLocation.of("http://json-schema.org/draft-07/schema#"))
                        .validate(SCHEMA.root()))
                .isEmpty();
    }

    /** The reader itself says which keys it knows. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                              | ''",
                "identity:|github-actions",
                "issuers: {sso: {oauth2: {|oauth2",
                "issuers: {bao: {vault: {|vault",
                "issuers: {github: {github-app: {|github-app",
                "issuers: {github: {octo-sts: {|octo-sts",
                "profiles: {deploy: {|profile",
                "profiles: {deploy: {deliver: {|deliver",
                "profiles: {deploy: {deliver: {maven-server: {|maven-server",
                "profiles: {deploy: {deliver: {file: {a: {|delivered-file",
                "policy: {rule: {|rule"
            })
    void keys_areTheReaders(String opened, String definition) {
        String text = opened == null ? "" : opened;
        String yaml = text.equals("identity:")
                ? "identity: [{github-actions: {zzzzzzzz: x}}]"
                : text + "zzzzzzzz: x" + "}".repeat(count(text));

        assertThat(SchemaFile.keys(SCHEMA.definition(definition))).hasSameElementsAs(known(yaml));
    }

    @Test
    void settings_areThoseOfTheTables() {
        assertThat(SchemaFile.keys(SCHEMA.definition("issuer"))).isEqualTo(SpecType.names(SpecType.ISSUERS));
        assertThat(SchemaFile.keys(SCHEMA.definition("identity").path("anyOf").path(1)))
                .isEqualTo(SpecType.names(SpecType.IDENTITIES));
        Stream.concat(SpecType.IDENTITIES.stream(), SpecType.ISSUERS.stream()).forEach(type -> {
            JsonNode schema = SCHEMA.definition(type.name());
            List<String> names = new ArrayList<>();
            for (SpecSetting setting : type.settings()) {
                JsonNode found = schema;
                JsonNode holder = schema;
                String last = "";
                for (String part : setting.name().split("\\.", -1)) {
                    holder = found;
                    last = part;
                    found = found.path("properties").path(part);
                }
                assertThat(of(found)).as(type.name() + " " + setting.name()).isEqualTo(setting.kind());
                assertThat(choices(found)).as(setting.name()).isEqualTo(setting.choices());
                assertThat(SchemaFile.texts(holder.path("required")).contains(last))
                        .as(type.name() + " " + setting.name())
                        .isEqualTo(setting.needed());
                String first = setting.name().split("\\.", -1)[0];
                if (!names.contains(first)) {
                    names.add(first);
                }
            }
            if (SpecType.IDENTITIES.contains(type)) {
                names.add("name");
            }
            assertThat(SchemaFile.keys(schema)).hasSameElementsAs(names);
        });
    }

    @Test
    void requestsAndFields_areThoseOfTheTables() {
        JsonNode profile = SCHEMA.definition("profile").path("properties");
        assertThat(SchemaFile.keys(profile.path("request")))
                .isEqualTo(SpecType.ISSUERS.stream()
                        .flatMap(type -> type.parts().stream())
                        .distinct()
                        .toList());
        JsonNode file = SCHEMA.definition("delivered-file").path("properties");
        List<String> fields = SpecType.ISSUERS.stream()
                .flatMap(type -> type.fields().stream())
                .distinct()
                .toList();
        assertThat(SchemaFile.texts(
                        SCHEMA.definition("field").path("anyOf").path(0).path("enum")))
                .isEqualTo(fields);
        JsonNode deliver = SCHEMA.definition("deliver").path("properties");
        assertThat(List.of(
                        file.path("field").path("allOf").path(0),
                        deliver.path("env").path("additionalProperties"),
                        deliver.path("file")
                                .path("additionalProperties")
                                .path("anyOf")
                                .path(0)))
                .allSatisfy(place -> assertThat(place.path("$ref").asText()).isEqualTo("#/definitions/field"));
        assertThat(SchemaFile.texts(file.path("as").path("enum"))).isEqualTo(FileDelivery.Format.words());
    }

    @Test
    void claims_areThoseOfThePolicy() {
        assertThat(SchemaFile.keys(SCHEMA.definition("when"))).isEqualTo(ClaimNames.NORMALISED);
        assertThat(SCHEMA.definition("profile")
                        .path("properties")
                        .path("purpose")
                        .path("pattern")
                        .asText())
                .contains(String.join("|", ClaimNames.NORMALISED));
    }

    @Test
    void everything_isDescribed() {
        SCHEMA.root().path("definitions").properties().forEach(definition -> {
            assertThat(definition.getValue().path("description").asText())
                    .as(definition.getKey())
                    .isNotBlank();
            definition.getValue().path("properties").properties().forEach(property -> {
                assertThat(SCHEMA.described(property.getValue()))
                        .as(definition.getKey() + " " + property.getKey())
                        .isNotBlank();
            });
        });
    }

    private static boolean isRead(Path file) {
        try {
            ConfigurationFile.read(file);
            return true;
        } catch (JitException.Misconfigured e) {
            return false;
        }
    }

    private static boolean isPassedBySchema(Path file) throws IOException {
        try {
            return SCHEMA.objections(file).isEmpty();
        } catch (YamlEngineException e) {
            return false;
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replace(".yml", "");
    }

    private static List<String> known(String yaml) {
        try {
            ConfigurationFile.parse(yaml, "file", Path.of("/"));
        } catch (JitException.Misconfigured e) {
            return e.problems().stream()
                    .map(problem -> problem.what())
                    .filter(what -> what.startsWith("\"zzzzzzzz\" is not known"))
                    .map(what -> what.substring(what.indexOf(", only ") + ", only ".length()))
                    .flatMap(keys -> Arrays.stream(keys.split(", ", -1)))
                    .toList();
        }
        throw new AssertionError("no key was refused");
    }

    private static int count(String text) {
        return (int) text.chars().filter(c -> c == '{').count();
    }

    private static SpecSetting.Kind of(JsonNode schema) {
        if (schema.has("enum")) {
            return SpecSetting.Kind.CHOICE;
        }
        if (schema.has("anyOf")) {
            return SpecSetting.Kind.CHOICES;
        }
        String ref = schema.path("allOf").path(0).path("$ref").asText();
        return switch (ref.substring(ref.lastIndexOf('/') + 1)) {
            case "text" -> SpecSetting.Kind.TEXT;
            case "url" -> SpecSetting.Kind.URL;
            case "urlOrFile" -> SpecSetting.Kind.URL_OR_FILE;
            case "file" -> SpecSetting.Kind.FILE;
            case "variable" -> SpecSetting.Kind.VARIABLE;
            case "secret" -> SpecSetting.Kind.SECRET;
            default -> throw new AssertionError("no kind of setting: " + schema);
        };
    }

    private static List<String> choices(JsonNode schema) {
        return SchemaFile.texts(
                schema.has("anyOf") ? schema.path("anyOf").path(0).path("enum") : schema.path("enum"));
    }

    private static Map<String, String> passed() {
        Map<String, String> passed = new TreeMap<>();
        for (String name : List.of(
                "alias",
                "colon-in-text",
                "duplicate-key",
                "duplicate-section",
                "line-indented-too-far",
                "list-as-key",
                "not-utf8",
                "not-yaml",
                "second-document",
                "star-without-quotes",
                "stars-without-quotes",
                "tab",
                "tab-after-spaces",
                "tag",
                "value-needs-quotes")) {
            passed.put(name, YAML);
        }
        List.of("anchor", "byte-order-mark", "directive").forEach(name -> passed.put(name, WRITING));
        List.of("unknown-issuer", "rule-for-unknown-profile", "rule-from-unknown-identity", "profile-nobody-may-use")
                .forEach(name -> passed.put(name, NAMES));
        for (String name : List.of(
                "file-unknown-field",
                "renew-of-variables",
                "unknown-field",
                "unknown-request-part",
                "vault-leased-other-field",
                "vault-request-for-scope",
                "vault-stored-policies",
                "vault-stored-renewed")) {
            passed.put(name, TYPES);
        }
        for (String name : List.of("github-request-without-permissions", "octo-sts-request-for-two")) {
            passed.put(name, TYPES);
        }
        List.of("github-request-of-two-owners", "github-request-for-one-twice")
                .forEach(name -> passed.put(name, PAIRS));
        List.of("one-server-twice", "one-server-within-another", "two-identities-of-one-name", "renew-too-short")
                .forEach(name -> passed.put(name, PAIRS));
        List.of("ttl-too-long", "ttl-too-short", "renew-too-long").forEach(name -> passed.put(name, SUM));
        List.of("regex-broken", "regex-explodes", "regex-looks-ahead").forEach(name -> passed.put(name, RE2));
        List.of("steering-variables", "file-steering").forEach(name -> passed.put(name, LIST));
        List.of("secret-in-a-condition", "secret-in-permit").forEach(name -> passed.put(name, SECRETS));
        return passed;
    }
}
