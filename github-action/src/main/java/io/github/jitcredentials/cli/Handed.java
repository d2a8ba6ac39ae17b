package io.github.jitcredentials.cli;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.frontend.CredentialFiles;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One credential, as a command has it.
 *
 * @param fields the variables that hold a field of it
 * @param paths the variables that hold the path of a file
 * @param files those files; null if there are none
 */
record Handed(
        Profile profile,
        CredentialSession session,
        Map<String, String> fields,
        Map<String, String> paths,
        @Nullable CredentialFiles files) {
    Handed {
        fields = Map.copyOf(fields);
        paths = Map.copyOf(paths);
    }

    /** What the command's environment gets. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>(paths);
        fields.forEach((variable, field) -> variables.put(
                variable,
                session.credential()
                        .field(field)
                        .orElseThrow(() -> new JitException.Misconfigured(
                                new Problem("the issuer gave no \"" + field + "\"", "deliver", "name another field")))
                        .reveal()));
        return variables;
    }

    /** Deletes the files, right before the credential's end, which does not wait for it. */
    void discard(Voice voice) {
        CredentialFiles known = files;
        if (known != null) {
            try {
                known.close();
            } catch (JitException e) {
                voice.warn(e.problems().get(0).toString());
            }
        }
    }
}
