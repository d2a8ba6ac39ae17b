package io.github.jitcredentials.masking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrieTest {
    @Test
    void state_isTheLongestBeginningThatEndsHere() {
        Trie trie = trie("abcd", "bcx", "c");
        assertThat(trie.depth(after(trie, "abc"))).isEqualTo(3);
        assertThat(trie.depth(after(trie, "abcx"))).as("bcx").isEqualTo(3);
        assertThat(trie.depth(after(trie, "abcc"))).isEqualTo(1);
        assertThat(after(trie, "abcdz")).isEqualTo(Trie.ROOT);
    }

    @Test
    void matches_areFoundFromTheLongestToTheShortest() {
        Trie trie = trie("a", "aba", "cababa");
        int state = after(trie, "cababa");
        assertThat(trie.isMatch(state)).isTrue();
        assertThat(trie.depth(trie.match(state))).isEqualTo(6);
        int shorter = trie.shorterMatch(trie.match(state));
        assertThat(trie.depth(shorter)).isEqualTo(3);
        assertThat(trie.depth(trie.shorterMatch(shorter))).isEqualTo(1);
        assertThat(trie.shorterMatch(trie.shorterMatch(shorter))).isEqualTo(Trie.ROOT);
    }

    @Test
    void patternWithinAnUnfinishedOne_isAMatch() {
        Trie trie = trie("abcdef", "cd");
        int state = after(trie, "abcd");
        assertThat(trie.depth(state)).isEqualTo(4);
        assertThat(trie.depth(trie.match(state))).isEqualTo(2);
        assertThat(trie.isMatch(after(trie, "abc"))).isFalse();
    }

    @Test
    void pattern_beginsWithTheBytesThatLedToTheState() {
        Trie trie = trie("abc", "abd", "abde", "x");
        for (String text : new String[] {"a", "ab", "abc", "abd", "abde", "x"}) {
            int state = after(trie, text);
            byte[] pattern = trie.bytes(trie.pattern(state));
            assertThat(new String(pattern, 0, trie.depth(state), US_ASCII)).isEqualTo(text);
        }
        assertThat(trie.pattern(after(trie, "abd"))).isEqualTo(1);
    }

    @Test
    void manyBranches_areTold() {
        String[] patterns = new String[95];
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = "a" + (char) (' ' + i) + "z";
        }
        Trie trie = trie(patterns);
        for (String pattern : patterns) {
            assertThat(trie.isMatch(after(trie, pattern))).as(pattern).isTrue();
        }
        assertThat(after(trie, "a\u007f")).isEqualTo(Trie.ROOT);
    }

    @Test
    void notSorted_isRefused() {
        assertThatThrownBy(() -> trie("b", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trie("ab", "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trie("a", "a")).isInstanceOf(IllegalArgumentException.class);
    }

    private static int after(Trie trie, String text) {
        int state = Trie.ROOT;
        for (byte label : text.getBytes(US_ASCII)) {
            state = trie.next(state, label);
        }
        return state;
    }

    private static Trie trie(String... patterns) {
        return Trie.of(
                Arrays.stream(patterns).map(text -> text.getBytes(US_ASCII)).toArray(byte[][]::new));
    }
}
