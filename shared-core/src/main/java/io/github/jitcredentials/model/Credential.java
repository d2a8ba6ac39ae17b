package io.github.jitcredentials.model;

import java.util.Map;
import java.util.Optional;

/**
 * What a task is handed: named secret fields, for example {@code token}, or {@code username} and {@code password}.
 * Every field is masked, also those that look harmless.
 */
public record Credential(Map<String, Secret> fields) {
    /** The field's name where a credential is one bearer token. */
    public static final String TOKEN = "token";

    public Credential {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a credential has at least one field");
        }
        fields = Ordered.copy(fields);
    }

    public static Credential token(Secret token) {
        return new Credential(Map.of(TOKEN, token));
    }

    public Optional<Secret> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
