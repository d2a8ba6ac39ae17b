package io.github.jitcredentials.cli;

import java.util.Map;
import java.util.Optional;

/**
 * What {@code exec} tells the jitc that its command may call: which of the command's variables hold which field of which
 * profile's credential, as in {@code deploy:token=DEPLOY_TOKEN}, separated by blanks. Names only, no secret.
 */
final class ExecMark {
    static final String VARIABLE = "JITC_EXEC";

    private ExecMark() {}

    /** For one more credential; an exec within an exec knows both, its own first. */
    static String with(String profile, Map<String, String> variables, String others) {
        StringBuilder mark = new StringBuilder();
        variables.forEach((variable, field) -> mark.append(profile)
                .append(':')
                .append(field)
                .append('=')
                .append(variable)
                .append(' '));
        return (mark + others).strip();
    }

    /** The variable that holds a field, if an exec around us says so. */
    static Optional<String> variable(String mark, String profile, String field) {
        String wanted = profile + ":" + field + "=";
        for (String entry : mark.split(" ", -1)) {
            if (entry.startsWith(wanted)) {
                return Optional.of(entry.substring(wanted.length()));
            }
        }
        return Optional.empty();
    }
}
