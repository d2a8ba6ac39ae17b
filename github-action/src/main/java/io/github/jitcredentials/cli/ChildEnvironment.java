package io.github.jitcredentials.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a command finds in its environment: what was there, but for what would let it speak for the task itself. */
final class ChildEnvironment {
    /** The launcher keeps the JVM's own variables away from our JVM under these names. */
    private static final String KEPT = "JITC_KEPT_";

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
        Map<String, String> kept = new HashMap<>();
        Set<String> gone = new HashSet<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(KEPT)) {
                gone.add(name);
                kept.put(name.substring(KEPT.length()), value);
            } else if (!keepIdentity
                    && (identity.contains(name) || RUNNERS_OWN.stream().anyMatch(name::startsWith))) {
                gone.add(name);
            }
        });
        gone.forEach(environment::remove);
        environment.putAll(kept);
    }
}
