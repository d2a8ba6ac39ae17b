package io.github.jitcredentials.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * One text's way through the masker, chunk by chunk: what has been read so far, as far as it still matters. Not thread safe.
 *
 * <p>Where nothing has begun, {@link SkipTable} jumps; at each place where something may have, {@link Trie} reads every byte
 * until nothing has. Both go forward only, so that no text can make it slow. The bytes held back are the beginning of some
 * pattern, so they are not stored: the trie knows them.
 */
final class Scan {
    private static final byte[] NOTHING = {};

    private final Masker masker;
    private final Coverage coverage = new Coverage();
    private final BitSet reported = new BitSet();
    private final List<MaskedSecret> seen = new ArrayList<>();
    private Patterns patterns = Patterns.NONE;
    private int state = Trie.ROOT;
    private int lastMatch = Trie.ROOT;

    // The chunk being read, where it begins in the text, and what was held back before it.
    private byte[] chunk = NOTHING;
    private int offset;
    private long begin;
    private byte[] held = NOTHING;
    private int heldLength;

    Scan(Masker masker) {
        this.masker = masker;
    }

    /** Reads a chunk and hands on all of it, and of what was held back, that can't be a part of a match to come. */
    void feed(byte[] bytes, int from, int length, Sink sink) {
        chunk = bytes;
        offset = from;
        hold();
        Patterns now = masker.patterns();
        if (now != patterns) {
            adopt(now);
        }
        read(length, sink);
        coverage.settle(begin + length - patterns.trie().depth(state), this::plain, sink);
        begin += length;
        chunk = NOTHING;
        held = NOTHING;
    }

    /** Hands on the rest: nothing comes after it that could complete a match. */
    void finish(Sink sink) {
        feed(NOTHING, 0, 0, sink);
        hold();
        coverage.settle(begin, this::plain, sink);
        state = Trie.ROOT;
    }

    /** The secrets that were found whole for the first time since the last call. */
    List<MaskedSecret> takeSeen() {
        if (seen.isEmpty()) {
            return List.of();
        }
        List<MaskedSecret> taken = List.copyOf(seen);
        seen.clear();
        return taken;
    }

    private void hold() {
        Trie trie = patterns.trie();
        heldLength = trie.depth(state);
        held = heldLength == 0 ? NOTHING : trie.bytes(trie.pattern(state));
    }

    /** Changes over to other patterns: what is held back is read again. Nothing before it can be a part of a match. */
    private void adopt(Patterns now) {
        patterns = now;
        reported.clear();
        lastMatch = Trie.ROOT;
        state = Trie.ROOT;
        long[] runs = coverage.takeRuns();
        int run = 0;
        for (int at = 0; at < heldLength; at++) {
            long end = begin - heldLength + at + 1;
            state = now.trie().next(state, held[at]);
            for (; run < runs.length && runs[run + 1] <= end; run += 2) {
                coverage.add(runs[run], runs[run + 1]);
            }
            if (now.trie().isMatch(state)) {
                match(end);
            }
        }
    }

    private void read(int length, Sink sink) {
        int at = 0;
        while (at < length) {
            at = leap(at, length);
            at = follow(at, length, sink);
        }
    }

    /**
     * Where to go on reading: further on, with nothing begun, if the skip table can tell that no match begins before; else
     * here.
     */
    private int leap(int at, int length) {
        SkipTable skips = patterns.skips();
        int depth = patterns.trie().depth(state);
        int end = at - depth + skips.window();
        if (skips.window() == 0 || end < skips.block()) {
            return at;
        }
        int next = at;
        if (end <= length) {
            int jump = depth == 0 ? 0 : skips.jump(chunk, offset + end - skips.block());
            if (jump < depth) {
                return at;
            }
            state = Trie.ROOT;
            end = skips.seek(chunk, offset + end + jump, offset + length) - offset;
            next = end - skips.window();
        }
        int last = length - skips.block();
        if (end > length && next <= last && skips.isForeign(chunk, offset + last)) {
            // Every window that begins before would hold that block.
            state = Trie.ROOT;
            next = last + 1;
        }
        return next;
    }

    /** Reads until what has begun turns out to be no match, or the chunk ends. Returns where it stopped. */
    private int follow(int start, int length, Sink sink) {
        Trie trie = patterns.trie();
        int at = start;
        boolean deeper = true;
        while (deeper && at < length) {
            byte label = chunk[offset + at++];
            int child = trie.child(state, label);
            deeper = child != Trie.ROOT;
            state = deeper ? child : trie.afterMiss(state, label);
            if (trie.isMatch(state)) {
                if (coverage.isCrowded()) {
                    coverage.settle(begin + at - trie.depth(state), this::plain, sink);
                }
                match(begin + at);
            }
        }
        return at;
    }

    private void match(long end) {
        Trie trie = patterns.trie();
        int match = trie.match(state);
        coverage.add(end - trie.depth(match), end);
        if (match != lastMatch) {
            lastMatch = match;
            report(match);
        }
    }

    /** A pattern that was reported before has reported the shorter ones that end with it, too: each is looked at once. */
    private void report(int longest) {
        Trie trie = patterns.trie();
        for (int match = longest; match != Trie.ROOT; match = trie.shorterMatch(match)) {
            int pattern = trie.pattern(match);
            if (reported.get(pattern)) {
                return;
            }
            reported.set(pattern);
            seen.addAll(patterns.owners(pattern));
        }
    }

    private void plain(long from, long to, Sink sink) {
        int start = (int) (from - begin);
        int end = (int) (to - begin);
        if (start < 0) {
            // A copy: whoever gets an array could look beyond the part that is meant for him.
            byte[] part = Arrays.copyOfRange(held, heldLength + start, heldLength + Math.min(end, 0));
            sink.plain(part, 0, part.length);
        }
        if (end > 0) {
            int first = Math.max(start, 0);
            sink.plain(chunk, offset + first, end - first);
        }
    }
}
