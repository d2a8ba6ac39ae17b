package io.github.jitcredentials.frontend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The JSON Schema that editors use, and how an editor looks at a file with it: YAML's own types, no reader of ours. */
final class SchemaFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;
    private final JsonSchema schema;

    private SchemaFile(JsonNode root) {
        this.root = root;
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(root);
    }

    static SchemaFile read() {
        try (InputStream in = SchemaFile.class.getResourceAsStream("jit-credentials-1.json")) {
            return new SchemaFile(JSON.readTree(Objects.requireNonNull(in, "the schema is missing")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    /** A definition, or the root itself for an empty name. */
    JsonNode definition(String name) {
        return name.isEmpty() ? root : root.path("definitions").path(name);
    }

    /** What is wrong with a file; empty if nothing is. */
    List<String> objections(Path file) throws IOException {
        return schema.validate(typed(Files.readAllBytes(file))).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** What a property that is a mere reference is described as; empty if it is none. */
    String described(JsonNode property) {
        String ref = property.path("$ref").asText();
        return ref.isEmpty()
                ? property.path("description").asText()
                : definition(ref.substring(ref.lastIndexOf('/') + 1))
                        .path("description")
                        .asText();
    }

    /** The keys that an object of this schema may have. */
    static List<String> keys(JsonNode schema) {
        List<String> keys = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** As YAML 1.2's core schema types it. @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is none */
    private static JsonNode typed(byte[] yaml) throws IOException {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromInputStream(new ByteArrayInputStream(yaml));
        return loaded == null ? MissingNode.getInstance() : JSON.valueToTree(loaded);
    }
}
