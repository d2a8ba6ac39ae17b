package io.github.jitcredentials.identity;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configuration of an identity source as plain text, from which another process can make it again. Holds no secret.
 *
 * @param name the configured name, for example {@code github-actions}
 * @param type the kind, for example {@code token-file}
 * @param settings by name
 */
public record IdentitySpec(String name, String type, SortedMap<String, String> settings) {
    public IdentitySpec {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
