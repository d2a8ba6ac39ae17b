package io.github.jitcredentials.frontend;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The environment variables that tell a command where the files of its credential are: the files' names in capitals, with an
 * underscore for what no shell takes in a name. {@code app.token.file} is told in {@code APP_TOKEN_FILE}.
 */
final class FileVariables {
    private FileVariables() {}

    /**
     * By the name of each file.
     *
     * @throws JitException.Misconfigured if a variable would change how programs run, or two files have one
     */
    static Map<String, String> of(Profile profile) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        profile.deliver().files().keySet().forEach(name -> {
            String variable = name.replaceAll("[^A-Za-z0-9_]", "_").toUpperCase(Locale.ROOT);
            if (EnvironmentNames.steers(variable)) {
                problems.add(new Problem(
                        "file \"" + name + "\" would be told in " + variable + ", which changes how programs run",
                        "deliver of \"" + profile.name() + "\"",
                        "give it another name"));
            } else if (variables.containsValue(variable)) {
                problems.add(new Problem(
                        "two files would be told in " + variable,
                        "deliver of \"" + profile.name() + "\"",
                        "give one of them another name"));
            }
            variables.put(name, variable);
        });
        if (!problems.isEmpty()) {
            throw new JitException.Misconfigured(problems);
        }
        return variables;
    }
}
