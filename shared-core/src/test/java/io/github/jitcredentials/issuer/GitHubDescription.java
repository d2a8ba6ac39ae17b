package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.oas.OpenApi30;
import io.github.jitcredentials.http.StubServer.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What GitHub says of its REST API in its public OpenAPI description, of which {@code src/test/openapi/cut} keeps what is used
 * here; and whether a request and its answer are such.
 */
final class GitHubDescription {
    private static final String HERE = "https://openapi.invalid/github.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;
    private final JsonSchemaFactory schemas;

    private GitHubDescription(String text) throws JsonProcessingException {
        root = JSON.readTree(text);
        OpenApi30Dialect dialect = new OpenApi30Dialect();
        schemas = JsonSchemaFactory.getInstance(VersionFlag.V4, builder -> dialect.set(builder)
                .schemaLoaders(loaders -> loaders.schemas(Map.of(HERE, text))));
    }

    /** The description's own dialect: {@code nullable}, and {@code exclusiveMinimum} as OpenAPI 3.0 has it. */
    private record OpenApi30Dialect() {
        JsonSchemaFactory.Builder set(JsonSchemaFactory.Builder builder) {
            return builder.metaSchema(OpenApi30.getInstance())
                    .defaultMetaSchemaIri(OpenApi30.getInstance().getIri());
        }
    }

    static GitHubDescription read() {
        try (InputStream in = GitHubDescription.class.getResourceAsStream("/github/openapi.json")) {
            byte[] bytes =
                    Objects.requireNonNull(in, "the description is missing").readAllBytes();
            return new GitHubDescription(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with an exchange; empty if nothing is. */
    List<String> objections(Seen seen, String path, int status, String body) {
        List<String> found = new ArrayList<>();
        String[] parts = path.split("\\?", 2);
        Operation operation = operation(seen.method(), parts[0]);
        if (operation == null) {
            return List.of(seen.method() + " " + parts[0] + " is not described");
        }
        checkParameters(operation, parts.length > 1 ? parts[1] : "", found);
        checkHeaders(seen, found);
        checkBody(operation, seen, found);
        checkAnswer(operation, status, body, found);
        return found.stream().map(what -> operation.name() + ": " + what).toList();
    }

    /** The least that is such a thing. */
    ObjectNode sample(String schema) {
        return (ObjectNode) sample(root.path("components").path("schemas").path(schema), "");
    }

    private record Operation(String name, String pointer, JsonNode node, Map<String, String> inPath) {}

    private Operation operation(String method, String path) {
        for (Map.Entry<String, JsonNode> each : root.path("paths").properties()) {
            List<String> names = new ArrayList<>();
            Matcher name = Pattern.compile("\\{([^}]+)}").matcher(each.getKey());
            name.results().forEach(result -> names.add(result.group(1)));
            Matcher match = Pattern.compile(each.getKey().replaceAll("\\{[^}]+}", "([^/]+)"))
                    .matcher(path);
            JsonNode node = each.getValue().path(method.toLowerCase(Locale.ROOT));
            if (match.matches() && node.isObject()) {
                Map<String, String> inPath = new TreeMap<>();
                for (int i = 0; i < names.size(); i++) {
                    inPath.put(names.get(i), match.group(i + 1));
                }
                String pointer = "/paths/" + each.getKey().replace("/", "~1") + "/" + method.toLowerCase(Locale.ROOT);
                return new Operation(method + " " + each.getKey(), pointer, node, inPath);
            }
        }
        return null;
    }

    private void checkParameters(Operation operation, String query, List<String> found) {
        Map<String, JsonNode> described = new TreeMap<>();
        operation.node().path("parameters").forEach(parameter -> {
            JsonNode whole = resolved(parameter);
            described.put(whole.path("in").asText() + " " + whole.path("name").asText(), whole.path("schema"));
        });
        operation.inPath().forEach((name, value) -> checkText("path " + name, value, described, found));
        for (String pair : query.isEmpty() ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            checkText("query " + parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8), described, found);
        }
    }

    private static void checkText(String name, String value, Map<String, JsonNode> described, List<String> found) {
        JsonNode schema = described.get(name);
        if (schema == null) {
            found.add("there is no parameter " + name);
        } else if (schema.path("type").asText().equals("integer") && !value.matches("-?\\d+")) {
            found.add(name + " is no integer");
        }
    }

    private static void checkHeaders(Seen seen, List<String> found) {
        if (!seen.headers().getOrDefault("authorization", "").matches("Bearer [!-~]+")) {
            found.add("no bearer token");
        }
        if (!seen.headers().getOrDefault("accept", "").equals("application/vnd.github+json")) {
            found.add("GitHub recommends Accept: application/vnd.github+json");
        }
        if (!seen.headers().getOrDefault("x-github-api-version", "").equals("2022-11-28")) {
            found.add("no version of the API");
        }
        if (seen.headers().getOrDefault("user-agent", "").isEmpty()) {
            found.add("GitHub refuses whoever has no User-Agent");
        }
    }

    private void checkBody(Operation operation, Seen seen, List<String> found) {
        JsonNode schema = operation.node().at("/requestBody/content/application~1json/schema");
        if (schema.isMissingNode()) {
            if (!seen.body().isEmpty()) {
                found.add("a body where none is described");
            }
            return;
        }
        if (!seen.headers().getOrDefault("content-type", "").startsWith("application/json")) {
            found.add("a body that is not called JSON");
        }
        checkJson(operation.pointer() + "/requestBody/content/application~1json/schema", seen.body(), found);
        unknown(schema, parsed(seen.body()), "", found);
    }

    /** A property that is not described would be ignored by GitHub, and more be granted than was asked. */
    private void unknown(JsonNode schema, JsonNode value, String place, List<String> found) {
        JsonNode properties = resolved(schema).path("properties");
        value.properties().forEach(each -> {
            if (!properties.has(each.getKey())) {
                found.add("there is no property " + place + each.getKey());
            } else if (each.getValue().isObject()) {
                unknown(properties.get(each.getKey()), each.getValue(), place + each.getKey() + ".", found);
            }
        });
    }

    /** 401 is described for few operations, and given by all (docs: "Troubleshooting the REST API"). */
    private void checkAnswer(Operation operation, int status, String body, List<String> found) {
        JsonNode response = resolved(operation.node().path("responses").path(String.valueOf(status)));
        if (response.isMissingNode() && status == 401) {
            checkJson("/components/schemas/basic-error", body, found);
        } else if (response.isMissingNode()) {
            found.add("HTTP " + status + " is not described");
        } else if (response.path("content").isMissingNode()) {
            if (!body.isEmpty()) {
                found.add("HTTP " + status + " has a body where none is described");
            }
        } else {
            String reference = operation
                    .node()
                    .path("responses")
                    .path(String.valueOf(status))
                    .path("$ref")
                    .asText("");
            String place = reference.isEmpty() ? operation.pointer() + "/responses/" + status : reference.substring(1);
            checkJson(place + "/content/application~1json/schema", body, found);
        }
    }

    private void checkJson(String pointer, String body, List<String> found) {
        schemas.getSchema(SchemaLocation.of(HERE + "#" + pointer))
                .validate(parsed(body))
                .forEach(message -> found.add(message.getMessage()));
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : root.at(reference.substring(1));
    }

    private JsonNode sample(JsonNode described, String name) {
        JsonNode schema = resolved(described);
        JsonNodeFactory make = JsonNodeFactory.instance;
        if (schema.has("anyOf")) {
            return sample(schema.path("anyOf").path(0), name);
        }
        if (schema.path("nullable").asBoolean()) {
            return make.nullNode();
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(0);
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> make.numberNode(1);
            case "boolean" -> make.booleanNode(false);
            case "array" -> make.arrayNode();
            case "string" ->
                switch (schema.path("format").asText()) {
                    case "date-time" -> make.textNode("2026-01-01T00:00:00Z");
                    case "uri" -> make.textNode("https://github.example.com/" + name);
                    default -> make.textNode(name);
                };
            default -> {
                ObjectNode object = make.objectNode();
                schema.path("required")
                        .forEach(key -> object.set(
                                key.asText(), sample(schema.path("properties").path(key.asText()), key.asText())));
                yield object;
            }
        };
    }
}
