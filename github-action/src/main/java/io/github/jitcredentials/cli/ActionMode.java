package io.github.jitcredentials.cli;

import java.util.Locale;
import java.util.Optional;

/** What a step of the action is for. */
enum ActionMode {
    /** A script with a credential of its own. */
    RUN,
    /** A credential for the steps that follow, until the job ends. */
    JOB,
    /** {@code jitc} for the steps that follow. */
    INSTALL,
    /** The end of what a step of mode job has issued, before the job's. */
    REVOKE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ActionMode> of(String word) {
        for (ActionMode mode : values()) {
            if (mode.word().equals(word)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
