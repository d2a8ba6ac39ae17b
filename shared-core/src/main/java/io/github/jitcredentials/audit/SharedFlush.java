package io.github.jitcredentials.audit;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * One flush for all who wait for one, of a file that grows at its end. A flush serves whatever was written when it began; whoever
 * comes later waits, and one of those makes the next. Nobody waits longer than for two. After one that failed there is none: what
 * the disk holds is then not known, and a second that succeeds proves nothing. Thread safe; an interruption waits until it is over.
 */
public final class SharedFlush {
    private long done;
    private boolean busy;
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
        if (begin(mine)) {
            run(written.getAsLong(), flush);
        }
    }

    /** Does something else that puts all on disk that was written, while nobody flushes. */
    public void instead(long written, Work work) throws IOException {
        if (begin(Long.MAX_VALUE)) {
            run(written, work);
        }
    }

    public synchronized boolean isBroken() {
        return broken;
    }

    /** Whether it is the caller's to do; the others are served. Held for no longer than it takes to look: who is served must not queue. */
    private synchronized boolean begin(long mine) throws IOException {
        boolean interrupted = false;
        while (busy && done < mine) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (done >= mine) {
            return false;
        }
        if (broken) {
            throw new IOException("an earlier flush failed");
        }
        busy = true;
        return true;
    }

    private void run(long upTo, Work work) throws IOException {
        boolean good = false;
        try {
            work.run();
            good = true;
        } finally {
            end(good, upTo);
        }
    }

    private synchronized void end(boolean good, long upTo) {
        busy = false;
        broken |= !good;
        done = good ? upTo : done;
        notifyAll();
    }
}
