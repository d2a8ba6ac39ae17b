package io.github.jitcredentials.samples;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for something another process does, by looking again every few milliseconds, and gives up with a sentence. */
final class Patience {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Patience() {}

    /** The first answer that is not null. */
    static <T> T until(Duration longest, String what, Supplier<@Nullable T> look) {
        long end = System.nanoTime() + longest.toNanos();
        while (true) {
            T found = look.get();
            if (found != null) {
                return found;
            }
            if (System.nanoTime() > end) {
                throw new StoryFailedException("waited " + longest.toSeconds() + " s in vain for " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN.toMillis()));
        }
    }
}
