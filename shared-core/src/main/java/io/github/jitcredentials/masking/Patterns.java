package io.github.jitcredentials.masking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that is to be found at one moment, prepared for finding it. Immutable and shared by all streams. */
final class Patterns {
    static final Patterns NONE = of(List.of());

    private final SkipTable skips;
    private final Trie trie;
    private final List<List<MaskedSecret>> owners;

    private Patterns(SkipTable skips, Trie trie, List<List<MaskedSecret>> owners) {
        this.skips = skips;
        this.trie = trie;
        this.owners = owners;
    }

    static Patterns of(Collection<MaskedSecret> secrets) {
        Map<byte[], List<MaskedSecret>> found = new TreeMap<>(Arrays::compareUnsigned);
        for (MaskedSecret secret : secrets) {
            for (SecretForm form : secret.forms()) {
                List<MaskedSecret> owners = found.computeIfAbsent(form.reveal(), bytes -> new ArrayList<>());
                if (form.isWhole() && secret.mayAlarm()) {
                    owners.add(secret);
                }
            }
        }
        byte[][] sorted = found.keySet().toArray(byte[][]::new);
        return new Patterns(
                SkipTable.of(sorted),
                Trie.of(sorted),
                found.values().stream().map(List::copyOf).toList());
    }

    /** Where no match begins. */
    SkipTable skips() {
        return skips;
    }

    /** What a match is. */
    Trie trie() {
        return trie;
    }

    /** The secrets whose appearance as a whole is proved by a pattern of the trie. */
    List<MaskedSecret> owners(int pattern) {
        return owners.get(pattern);
    }

    /** How much memory it takes, without the secrets themselves. */
    long bytes() {
        return skips.bytes() + trie.bytes();
    }
}
