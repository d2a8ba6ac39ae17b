package io.github.jitcredentials.torture;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what must happen, in bounded time. */
final class Patience {
    private static final Duration LOOK = Duration.ofMillis(15);

    private Patience() {}

    /** @throws AssertionError if it has not happened by then */
    static void until(String what, Duration limit, Callable<Boolean> happened) throws Exception {
        long start = System.nanoTime();
        while (!happened.call()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError("waited " + limit.toSeconds() + "s in vain for " + what);
            }
            pause(LOOK);
        }
    }

    /** For what happens by the clock: a kill at a random moment, a deadline that passes. */
    static void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
