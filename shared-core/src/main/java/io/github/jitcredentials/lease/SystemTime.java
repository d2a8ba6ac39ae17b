package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.SuppressForbidden;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The machine's time. Its threads are daemons: they keep no process alive. */
public final class SystemTime implements Time, AutoCloseable {
    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "jit-credentials-lease");
        thread.setDaemon(true);
        return thread;
    };

    private final Clock clock;

    private final ExecutorService workers = Executors.newCachedThreadPool(DAEMONS);
    // Its one thread only hands over: a task that blocks must not hold up another one's deadline.
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, DAEMONS);

    @SuppressForbidden("this class is the machine's time, which others get through their constructors")
    SystemTime() {
        clock = Clock.systemUTC();
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Later after(Duration delay, Runnable task) {
        if (delay.isZero() || delay.isNegative()) {
            Future<?> running = workers.submit(task);
            return () -> running.cancel(false);
        }
        Future<?> waiting = timer.schedule(() -> workers.execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    future.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (ExecutionException | CancellationException e) {
                    return true;
                } catch (TimeoutException e) {
                    return future.isDone();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Forgets what has not begun. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
    }
}
