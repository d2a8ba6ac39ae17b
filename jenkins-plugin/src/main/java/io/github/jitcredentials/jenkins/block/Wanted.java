package io.github.jitcredentials.jenkins.block;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a block asks for. Holds no secret, so that it may be stored with its build.
 *
 * @param profile by name
 * @param purpose null for the profile's own
 * @param ttl null for the profile's own
 * @param variables environment variables and the credential's field each gets, instead of the profile's; empty for those
 */
public record Wanted(
        String profile, @Nullable String purpose, @Nullable String ttl, TreeMap<String, String> variables)
        implements Serializable {
    public static Wanted of(
            String profile, @Nullable String purpose, @Nullable String ttl, Map<String, String> variables) {
        return new Wanted(profile, purpose, ttl, new TreeMap<>(variables));
    }
}
