package io.github.jitcredentials.masking;

import java.util.Arrays;

/**
 * Which bytes are covered by matches, of those whose fate isn't sealed. Positions count from the start of the current chunk;
 * those of bytes held back from earlier chunks are negative. Not thread safe.
 */
final class Coverage {
    /** Where the bytes of a position are. */
    interface Source {
        void plain(int from, int to, Sink sink);
    }

    // Pairs of start and end, disjoint, in order, from `head` to `tail`.
    private int[] runs = new int[32];
    private int head;
    private int tail;
    // Everything before has been handed on or masked.
    private int settled;
    // Whether the byte before `settled` was masked: covered bytes that touch it belong to the same mask.
    private boolean open;

    /**
     * Adds a match. Ends must not decrease from call to call; starts may.
     *
     * @param start its first byte
     * @param end the byte after its last
     */
    void add(int start, int end) {
        int from = start;
        while (tail > head && runs[tail - 1] >= from) {
            from = Math.min(from, runs[tail - 2]);
            tail -= 2;
        }
        if (tail == runs.length) {
            makeRoom();
        }
        runs[tail++] = from;
        runs[tail++] = end;
    }

    /** Whether it would save memory to {@link #settle}. */
    boolean isCrowded() {
        return tail == runs.length;
    }

    /** Hands on everything before a position at or after which every later match begins. */
    void settle(int limit, Source source, Sink sink) {
        while (head < tail && runs[head] <= Math.max(limit, settled)) {
            int start = runs[head];
            if (start > settled) {
                source.plain(settled, start, sink);
                open = false;
            }
            if (!open) {
                sink.mask();
                open = true;
            }
            settled = Math.max(settled, runs[head + 1]);
            head += 2;
        }
        if (limit > settled) {
            source.plain(settled, limit, sink);
            settled = limit;
            open = false;
        }
    }

    /** Counts from the start of the next chunk. */
    void shift(int length) {
        settled -= length;
        for (int i = head; i < tail; i++) {
            runs[i] -= length;
        }
    }

    /** Takes out the runs that are not settled, for adding them again in another order. */
    int[] takeRuns() {
        int[] taken = Arrays.copyOfRange(runs, head, tail);
        head = 0;
        tail = 0;
        return taken;
    }

    private void makeRoom() {
        int length = tail - head;
        int[] room = length > runs.length / 2 ? new int[2 * runs.length] : runs;
        System.arraycopy(runs, head, room, 0, length);
        runs = room;
        head = 0;
        tail = length;
    }
}
