package io.github.jitcredentials.identity;

import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes identity sources from their configuration. */
public final class IdentitySources {
    private static final String TOKEN_FILE = "token-file";
    private static final String ENVIRONMENT = "environment";
    private static final String GITHUB_ACTIONS = "github-actions";
    private static final String VARIABLE = "variable";

    private IdentitySources() {}

    /** Every type there is, with the settings it knows. */
    public static Map<String, Set<String>> types() {
        return new TreeMap<>(Map.of(
                TOKEN_FILE, settings("path"),
                ENVIRONMENT, settings(VARIABLE),
                GITHUB_ACTIONS, Set.of("issuer")));
    }

    /** The environment variables a source reads: another process needs them to make the same source. */
    public static Set<String> variables(IdentitySpec spec) {
        return switch (spec.type()) {
            case ENVIRONMENT -> Set.of(spec.settings().getOrDefault(VARIABLE, ""));
            case GITHUB_ACTIONS -> Set.of(GitHubActions.REQUEST_URL, GitHubActions.REQUEST_TOKEN);
            default -> Set.of();
        };
    }

    /**
     * Makes one source; opens and asks nothing yet.
     *
     * @param environment where the types {@code environment} and {@code github-actions} look
     * @throws JitException.Misconfigured with all problems, if the type or a setting is wrong
     */
    public static IdentitySource create(IdentitySpec spec, Map<String, String> environment, Web web, Clock clock) {
        switch (spec.type()) {
            case TOKEN_FILE -> {
                Pins pins = Pins.of(spec, Set.of("path"));
                return new TokenFile(spec.name(), path(spec), new TokenVerifier(pins, web, clock));
            }
            case ENVIRONMENT -> {
                Pins pins = Pins.of(spec, Set.of(VARIABLE));
                String variable = spec.settings().getOrDefault(VARIABLE, "");
                return new EnvironmentToken(spec.name(), variable, environment, new TokenVerifier(pins, web, clock));
            }
            case GITHUB_ACTIONS -> {
                Pins pins = Pins.gitHub(spec);
                return new GitHubActions(spec.name(), environment, web, new TokenVerifier(pins, web, clock));
            }
            default ->
                throw new JitException.Misconfigured(new Problem(
                        "there is no identity " + Words.quote(spec.type()),
                        "identity " + spec.name(),
                        "Known: " + String.join(", ", types().keySet())));
        }
    }

    private static Path path(IdentitySpec spec) {
        try {
            return Path.of(spec.settings().getOrDefault("path", ""));
        } catch (InvalidPathException e) {
            throw new JitException.Misconfigured(
                    new Problem("path is not a file's name", "identity " + spec.name(), ""));
        }
    }

    private static Set<String> settings(String own) {
        Set<String> all = new TreeSet<>(Pins.SETTINGS);
        all.add(own);
        return all;
    }
}
