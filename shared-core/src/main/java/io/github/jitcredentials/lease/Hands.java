package io.github.jitcredentials.lease;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Work that is done on other threads, a bounded number of pieces at once. Given by one thread only, which waits for a free hand. */
public final class Hands {
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Time time;
    private final int many;
    private final Map<Long, CompletableFuture<Void>> busy = new ConcurrentHashMap<>();
    private long given;

    /** @param many how many pieces at once */
    public Hands(Time time, int many) {
        this.time = time;
        this.many = many;
    }

    /** Returns when a hand has taken it. What it throws is lost. */
    public void give(Runnable work) {
        for (CompletableFuture<?>[] now = atWork(); now.length >= many; now = atWork()) {
            await(CompletableFuture.anyOf(now));
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        long number = given++;
        busy.put(number, done);
        time.after(Duration.ZERO, () -> {
            try {
                work.run();
            } finally {
                busy.remove(number);
                done.complete(null);
            }
        });
    }

    /** Returns when everything is done. */
    public void finish() {
        await(CompletableFuture.allOf(atWork()));
    }

    private CompletableFuture<?>[] atWork() {
        return busy.values().toArray(CompletableFuture<?>[]::new);
    }

    private void await(CompletableFuture<?> future) {
        while (!time.await(future, LOOK)) {
            // Each piece of work is bounded by itself.
        }
    }
}
