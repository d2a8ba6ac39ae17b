package io.github.jitcredentials.issuer;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configuration of an issuer as plain text, from which another process (the guardian, a later sweep) can make the same
 * issuer again. Holds no secret: settings that need one name where it is, as {@code env:NAME} or {@code file:PATH}.
 *
 * @param name the configured name
 * @param type the kind, for example {@code oauth2}
 * @param settings by name; nested ones joined by dots
 */
public record IssuerSpec(String name, String type, SortedMap<String, String> settings) {
    public IssuerSpec {
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }
}
