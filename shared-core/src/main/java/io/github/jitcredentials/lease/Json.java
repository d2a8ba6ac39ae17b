package io.github.jitcredentials.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.Secret;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The values that both the journal and the guardian's pipe carry, as JSON trees. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** What was read is not what was expected. Its message never quotes what was read. */
    static class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String what) {
            super(what);
        }
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The exception of the parser is not passed on: it would quote its input. */
    static JsonNode parse(String text) throws Malformed {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (!node.isObject()) {
                throw new Malformed("is no JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new Malformed("is no JSON");
        }
    }

    static String text(JsonNode node, String name) throws Malformed {
        JsonNode value = node.get(name);
        if (value == null || !value.isTextual()) {
            throw new Malformed("has no text \"" + name + "\"");
        }
        return value.textValue();
    }

    static long number(JsonNode node, String name) throws Malformed {
        JsonNode value = node.get(name);
        if (value == null || !value.canConvertToLong()) {
            throw new Malformed("has no number \"" + name + "\"");
        }
        return value.longValue();
    }

    static Instant instant(JsonNode node, String name) throws Malformed {
        try {
            return Instant.parse(text(node, name));
        } catch (DateTimeParseException e) {
            throw new Malformed("has no time \"" + name + "\"");
        }
    }

    static <T extends Enum<T>> T oneOf(Class<T> type, JsonNode node, String name) throws Malformed {
        String text = text(node, name);
        for (T constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw new Malformed("has an unknown \"" + name + "\"");
    }

    static JsonNode child(JsonNode node, String name) throws Malformed {
        JsonNode value = node.get(name);
        if (value == null || !value.isObject()) {
            throw new Malformed("has no object \"" + name + "\"");
        }
        return value;
    }

    static ObjectNode texts(Map<String, String> map) {
        ObjectNode node = object();
        new TreeMap<>(map).forEach(node::put);
        return node;
    }

    static SortedMap<String, String> texts(JsonNode node, String name) throws Malformed {
        JsonNode child = child(node, name);
        SortedMap<String, String> map = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : child.properties()) {
            map.put(entry.getKey(), text(child, entry.getKey()));
        }
        return map;
    }

    /** Reveals: for text that is sealed at once, or goes through a pipe and nowhere else. */
    static ObjectNode revealed(Map<String, Secret> map) {
        ObjectNode node = object();
        map.forEach((name, secret) -> node.put(name, secret.reveal()));
        return node;
    }

    static Map<String, Secret> secrets(JsonNode node) throws Malformed {
        Map<String, Secret> map = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String text = text(node, entry.getKey());
            if (text.isEmpty()) {
                throw new Malformed("has an empty secret");
            }
            map.put(entry.getKey(), Secret.of(text));
        }
        return map;
    }

    static ObjectNode spec(IssuerSpec spec) {
        return spec(spec.name(), spec.type(), spec.settings());
    }

    static ObjectNode spec(IdentitySpec spec) {
        return spec(spec.name(), spec.type(), spec.settings());
    }

    static IssuerSpec issuer(JsonNode node, String name) throws Malformed {
        JsonNode spec = child(node, name);
        return new IssuerSpec(text(spec, "name"), text(spec, "type"), texts(spec, "settings"));
    }

    static IdentitySpec identity(JsonNode node, String name) throws Malformed {
        JsonNode spec = child(node, name);
        return new IdentitySpec(text(spec, "name"), text(spec, "type"), texts(spec, "settings"));
    }

    private static ObjectNode spec(String name, String type, SortedMap<String, String> settings) {
        ObjectNode node = object();
        node.put("name", name).put("type", type).set("settings", texts(settings));
        return node;
    }
}
