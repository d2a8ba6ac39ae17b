package io.github.jitcredentials.jenkins.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sections of {@code jit-credentials.yml}, as configuration as code knows them: maps from names, while forms have lists of
 * entries. What is in them has that file's keys; places of secrets are the ids of stored credentials.
 */
public final class Sections {
    private static final CredentialPlaces IDS = CredentialPlaces.plain();

    private Sections() {}

    /** Who grants. */
    public record Issuers(List<IssuerEntry> entries) {
        Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            entries.forEach(entry -> tree.put(entry.getName(), Map.of(entry.type(), entry.settings(IDS))));
            return tree;
        }
    }

    /** What may be asked for. */
    public record Profiles(List<ProfileEntry> entries) {
        Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            entries.forEach(entry -> tree.put(entry.getName(), entry.settings()));
            return tree;
        }
    }

    /** Who may have it. */
    public record Rules(List<RuleEntry> entries) {
        Map<String, Object> tree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            entries.forEach(entry -> {
                Map<String, Object> settings = new LinkedHashMap<>(entry.settings());
                // Nobody else vouches for builds of a controller.
                settings.remove("from");
                tree.put(entry.getName(), settings);
            });
            return tree;
        }
    }
}
