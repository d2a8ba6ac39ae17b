package io.github.jitcredentials.frontend;

import io.github.jitcredentials.identity.IdentitySources;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Environment variables as a call wants them, held to the same rules as those of the file; and those that a task is not given. */
final class CalledVariables {
    private static final String ENVIRONMENT = "env:";

    private CalledVariables() {}

    /**
     * @param wanted variables, and the field that each gets
     * @param spelling what the host calls the setting that wants them
     * @throws JitException.Misconfigured with all that is wrong
     */
    static void check(Map<String, String> wanted, Configuration configuration, Profile profile, String spelling) {
        Optional<SpecType> type = type(configuration, profile);
        List<Problem> problems = new ArrayList<>();
        wanted.forEach((variable, field) -> {
            if (!EnvironmentNames.isName(variable)) {
                problems.add(new Problem(
                        "\"" + variable + "\" is not the name of an environment variable",
                        spelling,
                        "use letters, digits and _"));
            } else if (EnvironmentNames.steers(variable)) {
                problems.add(new Problem(
                        "\"" + variable + "\" changes how programs run and is no place for a credential",
                        spelling,
                        ""));
            }
            if (!type.map(known -> known.has(field)).orElse(false)) {
                problems.add(new Problem(
                        "\"" + field + "\" is no field of what \"" + profile.issuer() + "\" gives, only "
                                + type.map(SpecType::knownFields).orElse(""),
                        spelling,
                        ""));
            }
        });
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
    }

    /** Whether a renewed credential of this profile is the same with a longer life, so that a variable can hold it. */
    static boolean keepsItsValue(Configuration configuration, Profile profile) {
        return type(configuration, profile).map(SpecType::extendable).orElse(false);
    }

    private static Optional<SpecType> type(Configuration configuration, Profile profile) {
        return Optional.ofNullable(configuration.issuers().get(profile.issuer()))
                .flatMap(SpecType::of);
    }

    /** The variables that this process reads who vouches, or how an issuer is asked, from. */
    static Set<String> read(Configuration configuration) {
        Set<String> names = new TreeSet<>();
        configuration.identities().forEach(identity -> names.addAll(IdentitySources.variables(identity)));
        configuration.issuers().values().forEach(issuer -> issuer.settings().values().stream()
                .filter(value -> value.startsWith(ENVIRONMENT))
                .forEach(place -> names.add(place.substring(ENVIRONMENT.length()))));
        return names;
    }
}
