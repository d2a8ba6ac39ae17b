package io.github.jitcredentials.jenkins;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Work that waits for issuers, as much of it at once as a sweep does: thousands of leases in minutes, and polite to their authority. */
public final class AtOnce {
    private static final int HANDS = 16;

    private AtOnce() {}

    /**
     * Begins to do it for each of them.
     *
     * @return done when all of it is; with what the first threw that threw something, whose hand does no more
     * @throws java.util.concurrent.RejectedExecutionException if the controller is being shut down
     */
    public static <T> CompletableFuture<Void> each(Collection<T> all, Consumer<T> work) {
        Queue<T> waiting = new ConcurrentLinkedQueue<>(all);
        return CompletableFuture.allOf(IntStream.range(0, Math.min(HANDS, all.size()))
                .mapToObj(hand -> CompletableFuture.runAsync(
                        () -> {
                            for (T next = waiting.poll(); next != null; next = waiting.poll()) {
                                work.accept(next);
                            }
                        },
                        JitCredentials.get().threads()))
                .toArray(CompletableFuture[]::new));
    }
}
