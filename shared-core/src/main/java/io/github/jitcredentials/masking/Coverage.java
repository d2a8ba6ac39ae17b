package io.github.jitcredentials.masking;

import java.util.Arrays;

/** Which bytes of a text are covered by matches, of those that were not handed on yet. Not thread safe. */
final class Coverage {
    /** Where the bytes between two positions of the text are. */
    interface Source {
        void plain(long from, long to, Sink sink);
    }

    // Pairs of start and end, disjoint, in order, from `head` to `tail`.
    private long[] runs = new long[32];
    private int head;
    private int tail;
    // Everything before has been handed on or masked.
    private long settled;
    // Whether the byte before `settled` was masked: covered bytes that touch it belong to the same mask.
    private boolean open;

    /**
     * Adds a match. Ends must not decrease from call to call; starts may.
     *
     * @param start its first byte
     * @param end the byte after its last
     */
    void add(long start, long end) {
        long from = start;
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
    void settle(long limit, Source source, Sink sink) {
        while (head < tail && runs[head] <= Math.max(limit, settled)) {
            long start = runs[head];
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

    /** Takes out the runs that are not settled, for adding them again in another order. */
    long[] takeRuns() {
        long[] taken = Arrays.copyOfRange(runs, head, tail);
        head = 0;
        tail = 0;
        return taken;
    }

    private void makeRoom() {
        int length = tail - head;
        long[] room = length > runs.length / 2 ? new long[2 * runs.length] : runs;
        System.arraycopy(runs, head, room, 0, length);
        runs = room;
        head = 0;
        tail = length;
    }
}
