package io.github.jitcredentials.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a command finds in its environment: what was there, but for what would let it speak for the task itself. */
final class ChildEnvironment {
    /** How a runner lets its programs, and nobody else, ask for tokens, caches and inputs. */
    private static final List<String> RUNNERS_OWN =
            List.of("ACTIONS_ID_TOKEN_", "ACTIONS_RUNTIME_", "INPUT_", "STATE_");

    private ChildEnvironment() {}

    /**
     * Changes the environment in place, so that what nobody touches stays as it was, byte for byte.
     *
     * @param identity the variables that the configuration reads
     * @param keepIdentity whether the command may have those, and the runner's
     */
    static void apply(Map<String, String> environment, Set<String> identity, boolean keepIdentity) {
        Launcher.undo(environment);
        if (!keepIdentity) {
            environment
                    .keySet()
                    .removeIf(name ->
                            identity.contains(name) || RUNNERS_OWN.stream().anyMatch(name::startsWith));
        }
    }
}
