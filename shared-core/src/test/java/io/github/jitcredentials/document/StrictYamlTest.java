package io.github.jitcredentials.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.model.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictYamlTest {
    private final Problems problems = new Problems();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no",
                "NO",
                "yes",
                "true",
                "null",
                "~",
                "012345",
                "0x1F",
                "1.10",
                "1e3",
                ".inf",
                "2026-11-22",
                "12:30:45",
                "=",
                "<<",
                "1_000",
                "+1"
            })
    void scalar_isTheTextThatIsThere(String scalar) {
        Mapping map = (Mapping) read("a: " + scalar + "\n").orElseThrow();

        assertThat(map.entry("a").orElseThrow().value()).isEqualTo(new Text(new Place("test.yml", 1, 4), scalar));
        assertThat(problems.count()).isZero();
    }

    @Test
    void places_countLinesAndCharacters() {
        Mapping map = (Mapping) read("# é\nä: {b: [x, 😀, 'y']}\nc:\n- d\n").orElseThrow();

        assertThat(place(map)).isEqualTo("test.yml:2:1");
        Mapping inner = (Mapping) map.entry("ä").orElseThrow().value();
        assertThat(place(inner)).isEqualTo("test.yml:2:4");
        Sequence list = (Sequence) inner.entry("b").orElseThrow().value();
        assertThat(list.items())
                .extracting(StrictYamlTest::place)
                .containsExactly("test.yml:2:9", "test.yml:2:12", "test.yml:2:15");
        Sequence block = (Sequence) map.entry("c").orElseThrow().value();
        assertThat(block.items()).extracting(StrictYamlTest::place).containsExactly("test.yml:4:3");
    }

    @Test
    void windowsLineEnds_areRead() {
        Mapping map = (Mapping) read("a: 1\r\nb: 2\r\n").orElseThrow();

        assertThat(map.entries()).extracting(entry -> entry.key().value()).containsExactly("a", "b");
        assertThat(problems.count()).isZero();
    }

    @Test
    void tabsInsideALine_areRead() {
        assertThat(read("a: 1\t# remark\n")).isPresent();
        assertThat(problems.count()).isZero();
    }

    @Test
    void documentMarks_areRead() {
        assertThat(read("---\na: 1\n...\n")).isPresent();
        assertThat(problems.count()).isZero();
    }

    @Test
    void nothingAfterAKey_isEmptyText() {
        Mapping map = (Mapping) read("a:\nb: 1\n").orElseThrow();

        assertThat(map.entry("a").orElseThrow().value().kind()).isEqualTo("nothing");
    }

    @Test
    void sixteenLevels_areRead() {
        assertThat(read("[".repeat(16) + "]".repeat(16))).isPresent();
        assertThat(problems.count()).isZero();
    }

    @Test
    void longestFile_isRead_andOneByteMoreIsNot() {
        String text = "a: 1\n#";
        assertThat(read(text + "x".repeat(StrictYaml.LONGEST - text.length()))).isPresent();
        assertThat(read(text + "x".repeat(StrictYaml.LONGEST - text.length() + 1)))
                .isEmpty();
    }

    /** One raw character in a comment, where no parser would look. */
    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x0B, 0x0D, 0x1B, 0x7F, 0x85, 0xAD, 0x061C, 0x200B, 0x200E, 0x2028, 0x202A, 0x202E, 0x2066,
                0x2069, 0xFEFF, 0xE0001
            })
    void invisibleCharacter_isRefused(int character) {
        assertThat(read("a: 1 # x" + Character.toString(character) + "y\n")).isEmpty();
        assertThat(problems.list())
                .singleElement()
                .extracting(Problem::where, Problem::what)
                .containsExactly(
                        "test.yml:1:9", String.format(Locale.ROOT, "holds the invisible character U+%04X", character));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "61 3A 20 FF#test.yml:1:4",
                "61 3A 20 31 0A C3#test.yml:2:1",
                "C0 AF#test.yml:1:1",
                "ED A0 80#test.yml:1:1",
                "F4 90 80 80#test.yml:1:1",
                "FF FE 61 00#test.yml:1:1",
            })
    void brokenUtf8_isRefused(String hex, String place) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);

        assertThat(read(bytes)).isEmpty();
        assertThat(problems.list())
                .singleElement()
                .extracting(Problem::where, Problem::what)
                .containsExactly(place, "is not UTF-8 from here on");
    }

    @Test
    void recoverableHazards_areReportedTogether() {
        assertThat(read("a: &x 1\na: !t 2\nb: \"\\u202e\"\n")).isPresent();
        assertThat(problems.list())
                .extracting(Problem::where)
                .containsExactly("test.yml:1:4", "test.yml:2:1", "test.yml:2:4", "test.yml:3:4");
    }

    @Test
    void problemsWithoutEnd_areCutAndCounted() {
        read("- &a 1\n".repeat(1000));

        assertThat(problems.list()).hasSize(51).last().hasToString("and 950 more problems");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 'ghp_exampleexampleexample",
                "ghp_exampleexampleexample: 1\nghp_exampleexampleexample: 2\n",
                "a: &ghp_exampleexampleexample 1",
                "a: *ghp_exampleexampleexample",
                "a: !ghp_exampleexampleexample 1",
                "a: [ghp_exampleexampleexample",
                "a: \"ghp_exampleexampleexample\\q\"",
                "a: ghp_exampleexampleexample: b",
                "%ghp_exampleexampleexample\n---\na: 1",
            })
    void noMessage_repeatsASecret(String yaml) {
        Optional<Node> read = read(yaml);

        assertThat(problems.count()).isPositive();
        assertThat(problems.list().toString() + read).doesNotContain("example");
    }

    private static String place(Node node) {
        return node.place().toString();
    }

    private Optional<Node> read(String yaml) {
        return read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Node> read(byte[] yaml) {
        try {
            return StrictYaml.read(new ByteArrayInputStream(yaml), "test.yml", problems);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
