package io.github.jitcredentials.identity;

import io.github.jitcredentials.http.Origin;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an identity source is held to. Whatever a token says about where its keys are, or how it is signed, counts for
 * nothing beside this.
 *
 * @param source the configured name
 * @param issuer the only accepted {@code iss}
 * @param jwks where its keys are: a URL or a file; empty to ask the issuer's own discovery document
 * @param audience the only accepted {@code aud}; empty for the one that is asked for at each call
 * @param algorithms the accepted signature algorithms
 */
record Pins(String source, String issuer, String jwks, String audience, Set<String> algorithms) {
    /** Asymmetric ones only: with a shared key, whoever can verify can also sign. */
    static final Set<String> KNOWN = Set.of("RS256", "ES256", "PS256", "EdDSA");

    static final Set<String> SETTINGS = Set.of("issuer", "jwks", "audience", "algorithms");

    Pins {
        algorithms = Set.copyOf(algorithms);
    }

    /** @throws JitException.Misconfigured with all problems */
    static Pins of(IdentitySpec spec, Set<String> own) {
        List<Problem> problems = new ArrayList<>();
        Map<String, String> settings = spec.settings();
        for (String name : own) {
            if (settings.getOrDefault(name, "").isBlank()) {
                problems.add(problem(spec, name + " is missing", ""));
            }
        }
        for (String name : settings.keySet()) {
            if (!own.contains(name) && !SETTINGS.contains(name)) {
                Set<String> known = new TreeSet<>(SETTINGS);
                known.addAll(own);
                problems.add(problem(spec, "there is no setting " + name, "Known: " + String.join(", ", known)));
            }
        }
        String issuer = settings.getOrDefault("issuer", "");
        String jwks = settings.getOrDefault("jwks", "");
        if (issuer.isBlank()) {
            problems.add(problem(spec, "issuer is missing", "Name the one issuer whose tokens count."));
        } else if (jwks.isBlank()) {
            urlProblem(issuer)
                    .ifPresent(why -> problems.add(
                            problem(spec, "issuer: " + why, "Without a URL to ask, set jwks to where its keys are.")));
        }
        if (isUrl(jwks)) {
            urlProblem(jwks).ifPresent(why -> problems.add(problem(spec, "jwks: " + why, "")));
        }
        Set<String> algorithms = algorithms(spec, problems);
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
        return new Pins(spec.name(), issuer, jwks, settings.getOrDefault("audience", ""), algorithms);
    }

    /**
     * What GitHub Actions is held to: its own issuer, or the enterprise's that is named; keys at that issuer's own origin, one
     * algorithm, and the audience of each call.
     *
     * @throws JitException.Misconfigured with all problems
     */
    static Pins gitHub(IdentitySpec spec) {
        List<Problem> problems = new ArrayList<>();
        for (String name : spec.settings().keySet()) {
            if (!name.equals("issuer")) {
                problems.add(problem(spec, "there is no setting " + name, "Known: issuer"));
            }
        }
        String issuer = spec.settings().getOrDefault("issuer", GitHubActions.ISSUER);
        urlProblem(issuer).ifPresent(why -> problems.add(problem(spec, "issuer: " + why, "")));
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
        return new Pins(spec.name(), issuer, "", "", GitHubActions.ALGORITHMS);
    }

    static boolean isUrl(String location) {
        return location.startsWith("https://") || location.startsWith("http://");
    }

    private static Set<String> algorithms(IdentitySpec spec, List<Problem> problems) {
        String text = spec.settings().getOrDefault("algorithms", "");
        if (text.isBlank()) {
            return KNOWN;
        }
        Set<String> algorithms = new TreeSet<>(Arrays.asList(text.strip().split("[,\\s]+")));
        for (String algorithm : algorithms) {
            if (!KNOWN.contains(algorithm)) {
                problems.add(problem(
                        spec,
                        "algorithms: " + Words.quote(algorithm) + " is not accepted",
                        "Known: " + String.join(", ", new TreeSet<>(KNOWN))));
            }
        }
        return algorithms;
    }

    private static Optional<String> urlProblem(String url) {
        try {
            Origin.parse(url);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Words.of(e));
        }
    }

    private static Problem problem(IdentitySpec spec, String what, String todo) {
        return new Problem(what, "identity " + spec.name(), todo);
    }
}
