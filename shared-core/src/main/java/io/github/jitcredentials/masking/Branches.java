package io.github.jitcredentials.masking;

/** From a state and a byte to another state, for the few states that have more than one way on. A hash table of integers. */
final class Branches {
    private final int[] from;
    private final int[] to;

    /**
     * A table that is never full.
     *
     * @param most how many there will be at most
     */
    Branches(int most) {
        int size = Integer.highestOneBit(Math.max(1, most)) << 2;
        from = new int[size];
        to = new int[size];
    }

    void put(int state, byte label, int target) {
        int at = slot(state, label);
        while (to[at] != Trie.ROOT) {
            at = after(at);
        }
        from[at] = state;
        to[at] = target;
    }

    /**
     * The state reached, or {@link Trie#ROOT}.
     *
     * @param labels by which byte each state is reached
     */
    int get(int state, byte label, byte[] labels) {
        int at = slot(state, label);
        while (to[at] != Trie.ROOT && (from[at] != state || labels[to[at]] != label)) {
            at = after(at);
        }
        return to[at];
    }

    long bytes() {
        return 2L * from.length * Integer.BYTES;
    }

    private int slot(int state, byte label) {
        int mixed = (state * 31 + label) * 0x9E3779B1;
        return (mixed ^ (mixed >>> 16)) & (from.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (from.length - 1);
    }
}
