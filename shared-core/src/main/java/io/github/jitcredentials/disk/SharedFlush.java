package io.github.jitcredentials.disk;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * One flush for all who wait for one, of a file that grows at its end. Whoever comes while one is going on gathers for the next, so
 * that nobody waits longer than for two. After one that failed there is none: what the disk holds is then not known, and a second
 * that succeeds proves nothing. Thread safe; an interruption waits until it is over.
 */
public final class SharedFlush {
    /** The flush that was begun last, which may not have started; whoever comes joins it as long as that is so. */
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    private boolean hasStarted = true;
    private long done;
    private boolean broken;

    /** What makes it survive. */
    public interface Work {
        void run() throws IOException;
    }

    /**
     * Returns when what was written up to {@code mine} is on disk.
     *
     * @param written how far it has been written by now
     * @throws IOException if that can't be said
     */
    public void upTo(long mine, LongSupplier written, Work flush) throws IOException {
        CompletableFuture<Void> before;
        CompletableFuture<Void> shared;
        boolean leads;
        synchronized (this) {
            if (done >= mine) {
                return;
            }
            leads = hasStarted;
            before = last;
            shared = leads ? begin() : last;
        }
        if (leads) {
            lead(before, shared, written, flush);
        }
        await(shared);
    }

    /** Does something else, while nobody flushes, that puts on disk all that was written. */
    public void instead(long written, Work work) throws IOException {
        CompletableFuture<Void> before;
        CompletableFuture<Void> shared;
        synchronized (this) {
            before = last;
            shared = begin();
        }
        lead(before, shared, () -> written, work);
        await(shared);
    }

    public synchronized boolean isBroken() {
        return broken;
    }

    private CompletableFuture<Void> begin() {
        last = new CompletableFuture<>();
        hasStarted = false;
        return last;
    }

    private void lead(CompletableFuture<Void> before, CompletableFuture<Void> shared, LongSupplier written, Work work) {
        before.handle((nothing, failure) -> true).join();
        synchronized (this) {
            // From here on others gather for the next: what they write may come too late for this one.
            hasStarted |= last == shared;
        }
        long upTo = written.getAsLong();
        try {
            if (isBroken()) {
                throw new IOException("an earlier flush failed");
            }
            work.run();
            end(true, upTo);
            shared.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            end(false, upTo);
            shared.completeExceptionally(e);
        }
    }

    private synchronized void end(boolean good, long upTo) {
        broken |= !good;
        done = good ? upTo : done;
    }

    private static void await(CompletableFuture<Void> shared) throws IOException {
        try {
            shared.join();
        } catch (CompletionException e) {
            Throwable why = e.getCause();
            throw new IOException(why == null ? "the flush failed" : why.getMessage(), why);
        }
    }
}
