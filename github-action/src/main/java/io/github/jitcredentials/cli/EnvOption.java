package io.github.jitcredentials.cli;

import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code --env NAME=FIELD}, or {@code --env NAME=PROFILE:FIELD} where a call uses several profiles: environment variables in
 * place of those that the profile names.
 */
final class EnvOption {
    static final String NAME = "--env";

    private record Wanted(String variable, String profile, String field) {}

    private final List<Wanted> wanted = new ArrayList<>();

    /** @throws JitException.Misconfigured with all that can't be read */
    EnvOption(List<String> texts) {
        List<Problem> problems = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            int colon = text.indexOf(':', Math.max(0, equals));
            if (equals <= 0 || equals == text.length() - 1) {
                problems.add(new Problem(
                        "\"" + text + "\" is not NAME=FIELD", NAME, "say which field goes where, as in TOKEN=token"));
                continue;
            }
            String profile = colon < 0 ? "" : text.substring(equals + 1, colon);
            wanted.add(new Wanted(text.substring(0, equals), profile, text.substring(Math.max(equals, colon) + 1)));
        }
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
    }

    boolean isGiven() {
        return !wanted.isEmpty();
    }

    /** What is wanted of one of the profiles; empty if that one's own delivery serves. */
    Map<String, String> of(Profile profile, List<Profile> all) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Wanted one : wanted) {
            boolean fits =
                    one.profile().isEmpty() ? all.size() == 1 : one.profile().equals(profile.name());
            if (fits) {
                variables.put(one.variable(), one.field());
            }
        }
        return variables;
    }

    /** @throws JitException.Misconfigured if one names no profile of this call, or does not say which of several */
    void check(List<Profile> all) {
        List<String> names = all.stream().map(Profile::name).toList();
        List<Problem> problems = new ArrayList<>();
        for (Wanted one : wanted) {
            if (one.profile().isEmpty() && all.size() > 1) {
                problems.add(new Problem(
                        "\"" + one.variable() + "\" could come from any of " + String.join(", ", names),
                        NAME,
                        "say which, as in " + one.variable() + "=" + names.get(0) + ":" + one.field()));
            } else if (!one.profile().isEmpty() && !names.contains(one.profile())) {
                problems.add(new Problem(
                        "\"" + one.profile() + "\" is no profile of this call, only " + String.join(", ", names),
                        NAME,
                        ""));
            }
        }
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
    }
}
