package io.github.jitcredentials.load;

/** Promises hold, or there are no figures. */
final class Checks {
    private Checks() {}

    static void that(boolean holds, String promise) {
        if (!holds) {
            throw new IllegalStateException("broken: " + promise);
        }
    }
}
