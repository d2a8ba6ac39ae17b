package io.github.jitcredentials.masking;

import java.util.Arrays;

/**
 * Tells in one look at three bytes how far the next possible beginning of a match is away, after Sun Wu and Udi Manber, "A
 * fast algorithm for multi-pattern searching" (1994). Of each pattern it knows the first {@link #window} bytes, as many as
 * the shortest has. Immutable.
 */
final class SkipTable {
    private static final int BLOCK = 3;
    private static final int HASH_BITS = 16;
    private static final int SIZE = 1 << HASH_BITS;
    // So that a jump fits a byte.
    private static final int LONGEST_WINDOW = Byte.MAX_VALUE + BLOCK - 1;

    private final int window;
    // For the block that ends a window: how many bytes the window may move on.
    private final byte[] jumps;
    // Whether a block is the beginning of a pattern.
    private final long[] beginnings;

    private SkipTable(int window, byte[] jumps, long[] beginnings) {
        this.window = window;
        this.jumps = jumps;
        this.beginnings = beginnings;
    }

    static SkipTable of(byte[][] patterns) {
        int shortest = Arrays.stream(patterns)
                .mapToInt(pattern -> pattern.length)
                .min()
                .orElse(0);
        if (shortest < BLOCK) {
            return new SkipTable(0, new byte[0], new long[0]);
        }
        int window = Math.min(shortest, LONGEST_WINDOW);
        byte[] jumps = new byte[SIZE];
        long[] beginnings = new long[SIZE / Long.SIZE];
        Arrays.fill(jumps, (byte) (window - BLOCK + 1));
        for (byte[] pattern : patterns) {
            int first = hash(pattern, 0);
            beginnings[first / Long.SIZE] |= 1L << first;
            for (int at = 0; at + BLOCK <= window; at++) {
                int block = hash(pattern, at);
                jumps[block] = (byte) Math.min(jumps[block], window - BLOCK - at);
            }
        }
        return new SkipTable(window, jumps, beginnings);
    }

    /** How many bytes it looks ahead; 0 if it is of no use, because a pattern is too short or there is none. */
    int window() {
        return window;
    }

    /** The length of the block that {@link #jump} reads. */
    int block() {
        return BLOCK;
    }

    /**
     * How much further at least a window must begin that holds the beginning of a match.
     *
     * @param block where the block is that ends a window
     */
    int jump(byte[] text, int block) {
        return jumps[hash(text, block)];
    }

    /** Whether no window holds this block anywhere. */
    boolean isForeign(byte[] text, int block) {
        return jumps[hash(text, block)] == longestJump();
    }

    /**
     * Finds the next window that may be the beginning of a match.
     *
     * @param end the end of the first window to look at
     * @param limit the end of the text
     * @return the end of the window found; more than {@code limit}, by less than a window, if there is none
     */
    int seek(byte[] text, int end, int limit) {
        // The longest jump is by far the most frequent one. As a case of its own it needs no waiting for the table: the
        // processor guesses it and looks at several blocks at once, which makes this two to three times as fast.
        int longest = longestJump();
        int at = end;
        while (at <= limit) {
            int jump = jumps[hash(text, at - BLOCK)];
            if (jump == longest) {
                at += longest;
            } else if (jump > 0) {
                at += jump;
            } else if (mayBegin(text, at - window)) {
                return at;
            } else {
                at++;
            }
        }
        return at;
    }

    long bytes() {
        return jumps.length + (long) beginnings.length * Long.BYTES;
    }

    private int longestJump() {
        return window - BLOCK + 1;
    }

    private boolean mayBegin(byte[] text, int at) {
        int first = hash(text, at);
        return (beginnings[first / Long.SIZE] & (1L << first)) != 0;
    }

    /** Multiplicative (Fibonacci) hashing: the high bits depend on all three bytes. */
    private static int hash(byte[] text, int at) {
        int block = (text[at] & 0xff) | ((text[at + 1] & 0xff) << 8) | ((text[at + 2] & 0xff) << 16);
        return (block * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
    }
}
