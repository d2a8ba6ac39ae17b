package io.github.jitcredentials.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Time that passes only when somebody waits or says so. What is due runs on the thread that lets time pass, in order of its moment:
 * deterministic, and years take milliseconds.
 */
public final class ManualTime implements Time {
    private record Task(long due, long number, Runnable action) {}

    private final ManualClock clock;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
    private long nanos;
    private long numbers;

    public ManualTime(ManualClock clock) {
        this.clock = clock;
    }

    public static ManualTime startingAt(Instant start) {
        return new ManualTime(new ManualClock(start));
    }

    public ManualClock clock() {
        return clock;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public synchronized Later after(Duration delay, Runnable action) {
        Task task = new Task(nanos + Math.max(0, delay.toNanos()), numbers++, action);
        tasks.add(task);
        return () -> {
            synchronized (this) {
                tasks.remove(task);
            }
        };
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration limit) {
        long end = nanos() + Math.max(0, limit.toNanos());
        while (!future.isDone()) {
            Task task = next(end);
            if (task == null) {
                moveTo(end);
                return future.isDone();
            }
            moveTo(task.due());
            task.action().run();
        }
        return true;
    }

    /** Lets time pass, and all happen that is due by then. */
    public void advance(Duration by) {
        await(new CompletableFuture<Void>(), by);
    }

    /** Runs what is due now. */
    public void settle() {
        advance(Duration.ZERO);
    }

    private synchronized @Nullable Task next(long end) {
        Task first = tasks.peek();
        return first == null || first.due() > end ? null : tasks.poll();
    }

    private synchronized void moveTo(long moment) {
        if (moment > nanos) {
            clock.advance(Duration.ofNanos(moment - nanos));
            nanos = moment;
        }
    }
}
