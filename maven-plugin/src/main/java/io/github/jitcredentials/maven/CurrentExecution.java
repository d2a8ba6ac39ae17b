package io.github.jitcredentials.maven;

import java.util.Optional;

/**
 * The guarded execution that runs on the calling thread, if one does. Goals upload on the thread that Maven runs them on, but
 * the resolver has helpers: Wagon is configured by whichever thread first needs one.
 */
@SuppressWarnings("ThreadLocalUsage") // Not static: in a daemon, another build's goals are none of this one's.
final class CurrentExecution {
    private final ThreadLocal<GuardedExecution> own = new ThreadLocal<>();
    private final ThreadLocal<GuardedExecution> inherited = new InheritableThreadLocal<>();

    void set(GuardedExecution execution) {
        own.set(execution);
        inherited.set(execution);
    }

    /** On the goal's own thread only: what a credential may be given to. */
    Optional<GuardedExecution> get() {
        return Optional.ofNullable(own.get());
    }

    /** Also on threads that the goal's thread started: what restrains a connection, never what opens one. */
    Optional<GuardedExecution> around() {
        return Optional.ofNullable(inherited.get());
    }

    void clear() {
        own.remove();
        inherited.remove();
    }
}
