package io.github.jitcredentials.issuer;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Lets time pass between two tries of the same request. */
@FunctionalInterface
interface Pauses {
    void pause(Duration duration);

    /** Real ones; shorter if the thread is interrupted, which it stays. */
    static Pauses real() {
        return duration -> LockSupport.parkNanos(duration.toNanos());
    }
}
