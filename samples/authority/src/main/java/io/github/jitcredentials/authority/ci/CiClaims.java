package io.github.jitcredentials.authority.ci;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the trial CI says about its job. */
public final class CiClaims {
    private static final Map<String, String> UNLESS_SAID =
            Map.of("repository", "acme/app", "ref", "refs/heads/main", "event_name", "push");

    private CiClaims() {}

    /**
     * The claims given, with a push to acme/app's main branch where they say nothing, and GitHub's {@code sub}.
     *
     * @param given claims by name; one with an empty value is left out of the tokens
     */
    public static Map<String, String> completed(Map<String, String> given) {
        Map<String, String> claims = new LinkedHashMap<>(UNLESS_SAID);
        claims.putAll(given);
        claims.values().removeIf(String::isEmpty);
        claims.putIfAbsent(
                "sub", "repo:" + claims.getOrDefault("repository", "") + ":ref:" + claims.getOrDefault("ref", ""));
        return claims;
    }
}
