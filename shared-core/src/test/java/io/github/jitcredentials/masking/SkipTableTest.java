package io.github.jitcredentials.masking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** That it skips at all: the masker would be right without it, but slow. */
class SkipTableTest {
    @Test
    void noPatterns_isOfNoUse() {
        assertThat(table().window()).isZero();
    }

    @Test
    void patternShorterThanABlock_isOfNoUse() {
        assertThat(table("abcdef", "ab").window()).isZero();
    }

    @Test
    void window_isAsLongAsTheShortestPattern() {
        assertThat(table("abcdefgh", "abc").window()).isEqualTo(3);
        assertThat(table("abcdefgh", "klmnop").window()).isEqualTo(6);
        assertThat(table("x".repeat(1000)).window()).isEqualTo(129);
    }

    @Test
    void jump_leadsToTheNextPlaceWhereAPatternMayBegin() {
        SkipTable table = table("abcdefgh", "--cdefghijk");
        assertThat(jump(table, "zzz")).isEqualTo(6);
        assertThat(jump(table, "abc")).isEqualTo(5);
        assertThat(jump(table, "cde")).as("nearer in the second").isEqualTo(3);
        assertThat(jump(table, "fgh")).as("the end of the first").isZero();
        assertThat(jump(table, "hij")).as("beyond the window of the second").isEqualTo(6);
    }

    @Test
    void seek_findsTheEndOfTheFirstWindowThatMayBegin() {
        SkipTable table = table("abcdefgh");
        byte[] text = ("z".repeat(100) + "abcdefgh" + "z".repeat(100)).getBytes(US_ASCII);
        assertThat(table.seek(text, 8, text.length)).isEqualTo(108);
        assertThat(table.seek(text, 108, text.length)).isEqualTo(108);
        assertThat(table.seek(text, 109, text.length)).isBetween(text.length + 1, text.length + 7);
    }

    @Test
    void seek_passesAnEndWithoutItsBeginning() {
        byte[] text = "zzzzzfghzzzzzzzz".getBytes(US_ASCII);
        assertThat(table("abcdefgh").seek(text, 8, text.length)).isGreaterThan(text.length);
    }

    @Test
    void foreignBlock_isInNoWindow() {
        SkipTable table = table("abcdefgh", "--cdefghijk");
        for (String block : new String[] {"abc", "cde", "--c", "fgh"}) {
            assertThat(table.isForeign(block.getBytes(US_ASCII), 0)).as(block).isFalse();
        }
        assertThat(table.isForeign("gh\n".getBytes(US_ASCII), 0)).isTrue();
    }

    private static int jump(SkipTable table, String block) {
        return table.jump(block.getBytes(US_ASCII), 0);
    }

    private static SkipTable table(String... patterns) {
        return SkipTable.of(
                Arrays.stream(patterns).map(text -> text.getBytes(US_ASCII)).toArray(byte[][]::new));
    }
}
