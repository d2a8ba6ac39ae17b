package io.github.jitcredentials.identity;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One vocabulary for what CI systems say about a task, so that a policy reads the same everywhere. What a system does not
 * say is absent; nothing is inferred.
 */
final class Claims {
    /** A raw claim's name has this in front. */
    static final String RAW = "claim.";

    /** Our word, and the claims it is taken from, the first present one (GitHub's name, then GitLab's). */
    private static final Map<String, List<String>> TABLE = table();

    private Claims() {}

    /**
     * @param raw the token's claims, verified
     * @return scalars only, booleans and numbers as text; empty text counts as absent
     */
    static Map<String, String> normalise(Map<String, Object> raw) {
        Map<String, String> scalars = new TreeMap<>();
        raw.forEach((name, value) -> text(value).ifPresent(text -> scalars.put(name, text)));
        Map<String, String> claims = new TreeMap<>();
        scalars.forEach((name, value) -> claims.put(RAW + name, value));
        TABLE.forEach((word, names) -> names.stream()
                .filter(scalars::containsKey)
                .findFirst()
                .ifPresent(name -> claims.put(word, scalars.get(name))));
        ref(scalars).ifPresent(ref -> {
            claims.put("ref", ref);
            claims.put("ref_name", ref.split("/", 3)[2]);
        });
        gitHub(scalars).forEach(claims::putIfAbsent);
        return claims;
    }

    /** What GitHub says in other words: the number of the attempt, and events that are about pull requests or can't be. */
    private static Map<String, String> gitHub(Map<String, String> scalars) {
        Map<String, String> claims = new TreeMap<>();
        String attempt = scalars.getOrDefault("run_attempt", "");
        if (attempt.matches("[1-9][0-9]*")) {
            claims.put("replayed", String.valueOf(!attempt.equals("1")));
        }
        String event = scalars.getOrDefault("event_name", "");
        if (event.startsWith("pull_request")) {
            claims.put("change_request", "true");
        } else if (event.equals("push") || event.equals("schedule")) {
            claims.put("change_request", "false");
        }
        return claims;
    }

    private static Map<String, List<String>> table() {
        Map<String, List<String>> table = new LinkedHashMap<>();
        table.put("repository", List.of("repository", "project_path"));
        table.put("event", List.of("event_name", "pipeline_source"));
        table.put("environment", List.of("environment"));
        table.put("job", List.of("job", "job_id"));
        table.put("run", List.of("run_id", "pipeline_id"));
        table.put("actor", List.of("actor", "user_login"));
        // Said by the issuer in so many words, or unknown: guessing "no fork" from silence would open a door.
        table.put("fork", List.of("fork"));
        table.put("replayed", List.of("replayed"));
        table.put("change_request", List.of("change_request"));
        return table;
    }

    /**
     * Always {@code refs/KIND/NAME}. GitLab gives the short name and its kind apart, and there a branch may itself be called
     * {@code refs/tags/v1}: its kind decides, never the look of the name.
     */
    private static Optional<String> ref(Map<String, String> scalars) {
        String ref = scalars.getOrDefault("ref", "");
        if (scalars.containsKey("project_path")) {
            String kind = scalars.getOrDefault("ref_type", "");
            return switch (ref.isEmpty() ? "" : kind) {
                case "branch" -> Optional.of("refs/heads/" + ref);
                case "tag" -> Optional.of("refs/tags/" + ref);
                default -> Optional.empty();
            };
        }
        return ref.matches("refs/[^/]+/.+") ? Optional.of(ref) : Optional.empty();
    }

    private static Optional<String> text(Object value) {
        if (value instanceof String text) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        }
        if (value instanceof Boolean) {
            return Optional.of(value.toString());
        }
        if (value instanceof Number) {
            return Optional.of(new BigDecimal(value.toString()).toPlainString());
        }
        return Optional.empty();
    }
}
