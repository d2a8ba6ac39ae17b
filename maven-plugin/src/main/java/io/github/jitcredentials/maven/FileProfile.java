package io.github.jitcredentials.maven;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A profile whose credential is handed over as files, as one {@code acquire} wants it.
 *
 * @param name the profile's configured name
 * @param properties those that shall hold the files' paths
 * @param ttl how long it may live
 * @param purpose why it is wanted, in the call's own words; null for the profile's
 */
record FileProfile(
        String name,
        Set<String> properties,
        Duration ttl,
        @Nullable String purpose) {
    FileProfile {
        properties = Collections.unmodifiableSet(new TreeSet<>(properties));
        if (name.isBlank() || properties.isEmpty()) {
            throw new IllegalArgumentException("a file profile names its profile and properties");
        }
    }

    /** Its properties, for people. */
    String places() {
        return String.join(", ", properties);
    }
}
