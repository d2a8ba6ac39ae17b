package io.github.jitcredentials.maven;

import org.jspecify.annotations.Nullable;

/** What is done when the JVM is told to end (SIGTERM, SIGINT): Maven's own end-of-session call does not come then. */
final class Shutdown {
    private final Runtime runtime;
    private @Nullable Thread hook;

    Shutdown(Runtime runtime) {
        this.runtime = runtime;
    }

    synchronized void register(Runnable action) {
        Thread thread = new Thread(action, "jit-credentials shutdown");
        try {
            runtime.addShutdownHook(thread);
            hook = thread;
        } catch (IllegalStateException e) {
            throw new IllegalStateException("the JVM is going down: nothing is issued any more", e);
        }
    }

    /** The build came to its own end. Too late is no error. */
    synchronized void cancel() {
        if (hook != null) {
            try {
                runtime.removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                return; // It runs already, and does the same work.
            }
            hook = null;
        }
    }
}
