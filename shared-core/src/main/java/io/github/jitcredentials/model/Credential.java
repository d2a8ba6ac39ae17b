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

    /** The field's name where a credential goes with the name of its user. */
    public static final String USERNAME = "username";

    public Credential {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a credential has at least one field");
        }
        fields = Ordered.copy(fields);
    }

    public static Credential token(Secret token) {
        return new Credential(Map.of(TOKEN, token));
    }

    /** Whether somebody who sees the field alone has got anything: a user name is masked, but proves nothing. */
    public static boolean isProof(String field) {
        return !USERNAME.equals(field);
    }

    public Optional<Secret> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
