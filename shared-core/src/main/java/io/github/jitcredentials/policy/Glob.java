package io.github.jitcredentials.policy;

import java.util.BitSet;

/**
 * A pattern in the manner of ref filters: {@code *} stands for any characters but a slash, {@code **} for any characters, and
 * everything else for itself. Takes time proportional to pattern times text, whatever they are.
 */
final class Glob {
    private final String pattern;

    Glob(String pattern) {
        this.pattern = pattern;
    }

    /** Whether the pattern stands for the whole text. */
    boolean matches(String text) {
        // Positions in the pattern that can be reached by what was read so far.
        BitSet reached = closure(new BitSet(), 0);
        for (int i = 0; i < text.length(); i++) {
            BitSet next = new BitSet();
            char c = text.charAt(i);
            for (int at = reached.nextSetBit(0); at >= 0 && at < pattern.length(); at = reached.nextSetBit(at + 1)) {
                if (!isStar(at)) {
                    if (pattern.charAt(at) == c) {
                        closure(next, at + 1);
                    }
                } else if (c != '/' || isStar(at + 1)) {
                    closure(next, at);
                }
            }
            reached = next;
        }
        return reached.get(pattern.length());
    }

    /** Adds a position and those that stars let one reach by reading nothing. */
    private BitSet closure(BitSet positions, int from) {
        int at = from;
        positions.set(at);
        while (isStar(at)) {
            at += isStar(at + 1) ? 2 : 1;
            positions.set(at);
        }
        return positions;
    }

    private boolean isStar(int at) {
        return at < pattern.length() && pattern.charAt(at) == '*';
    }
}
