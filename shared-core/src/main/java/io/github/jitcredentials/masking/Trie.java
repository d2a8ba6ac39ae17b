package io.github.jitcredentials.masking;

import java.util.Arrays;

/**
 * A set of byte strings as an automaton, after Alfred Aho and Margaret Corasick, "Efficient string matching" (1975): its state
 * is the longest end of the text that is the beginning of a pattern, and reading a byte takes constant time on average,
 * whatever the text is. Immutable.
 *
 * <p>States are numbered so that a pattern's next state is mostly the next number, which needs no table: they take about 15
 * bytes instead of the 1 KB of a dense automaton.
 */
final class Trie {
    /** The state in which nothing has begun. */
    static final int ROOT = 0;

    private static final byte CONTINUES = 1;
    private static final byte BRANCHES = 2;
    private static final byte MATCHES = 4;

    private final byte[][] patterns;
    private final int[] firstStates;
    private final int[] first = new int[256];
    private final Branches branches;
    private final byte[] labels;
    private final byte[] flags;
    private final int[] depths;
    private final int[] fallbacks;
    // The state of the longest pattern that ends here; ROOT if none does.
    private final int[] matches;

    private Trie(byte[][] patterns) {
        int[] common = commonBeginnings(patterns);
        int states = 1;
        for (int i = 0; i < patterns.length; i++) {
            states += patterns[i].length - common[i];
        }
        this.patterns = patterns;
        firstStates = new int[patterns.length];
        branches = new Branches(patterns.length);
        labels = new byte[states];
        flags = new byte[states];
        depths = new int[states];
        fallbacks = new int[states];
        matches = new int[states];
        link(grow(common));
    }

    /**
     * Prepares patterns for being found.
     *
     * @param patterns distinct, not empty, in the order of their unsigned bytes
     */
    static Trie of(byte[][] patterns) {
        return new Trie(patterns);
    }

    /** The state after one more byte. */
    int next(int state, byte label) {
        int child = child(state, label);
        return child == ROOT ? afterMiss(state, label) : child;
    }

    /** The state after a byte for which a state has no {@link #child}. */
    int afterMiss(int state, byte label) {
        int at = state;
        int child = ROOT;
        while (child == ROOT && at != ROOT) {
            at = fallbacks[at];
            child = child(at, label);
        }
        return child;
    }

    /** The state one byte further on within the same pattern; {@link #ROOT} if there is none. */
    int child(int state, byte label) {
        if (state == ROOT) {
            return first[label & 0xff];
        }
        if ((flags[state] & CONTINUES) != 0 && labels[state + 1] == label) {
            return state + 1;
        }
        return (flags[state] & BRANCHES) != 0 ? branches.get(state, label, labels) : ROOT;
    }

    /** How many of the bytes read last are the beginning of a pattern. */
    int depth(int state) {
        return depths[state];
    }

    boolean isMatch(int state) {
        return (flags[state] & MATCHES) != 0;
    }

    /** The state of the longest pattern that ends here; the others are found from its {@link #shorterMatch}. */
    int match(int state) {
        return matches[state];
    }

    /** The state of the next shorter pattern that ends where this one does; {@link #ROOT} if there is none. */
    int shorterMatch(int match) {
        return matches[fallbacks[match]];
    }

    /** A pattern that passes through a state, as its index: it begins with the bytes that led here. */
    int pattern(int state) {
        int at = Arrays.binarySearch(firstStates, state);
        return at >= 0 ? at : -at - 2;
    }

    /** The bytes of a pattern: to be read only. */
    byte[] bytes(int pattern) {
        return patterns[pattern];
    }

    long bytes() {
        return (long) labels.length * (2 * Byte.BYTES + 3 * Integer.BYTES)
                + (long) (firstStates.length + first.length) * Integer.BYTES
                + branches.bytes();
    }

    private static int[] commonBeginnings(byte[][] patterns) {
        int[] common = new int[patterns.length];
        for (int i = 1; i < patterns.length; i++) {
            common[i] = Arrays.mismatch(patterns[i - 1], patterns[i]);
            if (Arrays.compareUnsigned(patterns[i - 1], patterns[i]) >= 0) {
                throw new IllegalArgumentException("patterns must be distinct and sorted");
            }
        }
        return common;
    }

    /** Makes the states. Returns each state's parent. */
    private int[] grow(int[] common) {
        int[] parents = new int[labels.length];
        int[] path = new int
                [1
                        + Arrays.stream(patterns)
                                .mapToInt(pattern -> pattern.length)
                                .max()
                                .orElse(0)];
        int state = ROOT;
        for (int i = 0; i < patterns.length; i++) {
            firstStates[i] = state + 1;
            for (int at = common[i]; at < patterns[i].length; at++) {
                int parent = path[at];
                byte label = patterns[i][at];
                state++;
                if (parent == ROOT) {
                    first[label & 0xff] = state;
                } else if (parent == state - 1) {
                    flags[parent] |= CONTINUES;
                } else {
                    flags[parent] |= BRANCHES;
                    branches.put(parent, label, state);
                }
                parents[state] = parent;
                labels[state] = label;
                depths[state] = at + 1;
                path[at + 1] = state;
            }
            flags[state] |= MATCHES;
        }
        return parents;
    }

    /** Finds where each state falls back to, the short ones first, because the long ones need them. */
    private void link(int[] parents) {
        for (int state : byDepth()) {
            int parent = parents[state];
            if (state != ROOT && parent != ROOT) {
                fallbacks[state] = next(fallbacks[parent], labels[state]);
            }
            if (isMatch(state)) {
                matches[state] = state;
            } else if (matches[fallbacks[state]] != ROOT) {
                matches[state] = matches[fallbacks[state]];
                flags[state] |= MATCHES;
            }
        }
    }

    private int[] byDepth() {
        int[] starts = new int[Arrays.stream(depths).max().orElse(0) + 2];
        for (int depth : depths) {
            starts[depth + 1]++;
        }
        for (int depth = 1; depth < starts.length; depth++) {
            starts[depth] += starts[depth - 1];
        }
        int[] order = new int[depths.length];
        for (int state = 0; state < depths.length; state++) {
            order[starts[depths[state]]++] = state;
        }
        return order;
    }
}
