package io.github.jitcredentials.maven;

import java.util.Optional;

/** The guarded execution that runs on the calling thread, if one does. Goals upload on the thread that Maven runs them on. */
final class CurrentExecution {
    private final ThreadLocal<GuardedExecution> current = new ThreadLocal<>();

    void set(GuardedExecution execution) {
        current.set(execution);
    }

    Optional<GuardedExecution> get() {
        return Optional.ofNullable(current.get());
    }

    void clear() {
        current.remove();
    }
}
