package io.github.jitcredentials.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Time as leases see it: two clocks, tasks that come later, and waiting. Thread safe.
 */
public interface Time {
    /** The wall clock, which authorities share with us, and which may jump. */
    Instant now();

    /** The monotonic clock in nanoseconds, which does not jump, and which stands still while the machine sleeps. */
    long nanos();

    /** Runs a task on another thread once the time has passed; at once for zero. The task must not throw. */
    Later after(Duration delay, Runnable task);

    /**
     * Waits until the future is complete, in whatever way, or the time has passed. An interruption does not end the waiting; it is
     * noted on the thread again afterwards.
     *
     * @return whether it is complete
     */
    boolean await(CompletableFuture<?> future, Duration limit);

    /** Begins a step on another thread; the future fails as the step does. */
    default <T> CompletableFuture<T> start(Supplier<T> step) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        after(Duration.ZERO, () -> {
            try {
                answer.complete(step.get());
            } catch (RuntimeException | LinkageError e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Waits. */
    default void pause(Duration duration) {
        await(new CompletableFuture<Void>(), duration);
    }

    /** A task that has not run yet. */
    interface Later {
        /** Forgets the task if it has not begun. */
        void cancel();
    }

    /** The machine's clocks, and daemon threads that are made when they are needed. */
    static SystemTime system() {
        return new SystemTime();
    }
}
