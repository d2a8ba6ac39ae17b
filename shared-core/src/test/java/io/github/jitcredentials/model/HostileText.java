package io.github.jitcredentials.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of the one corpus that every sink is given, {@code hostile.json}, and what must hold of what a sink makes of them. */
public record HostileText(String name, String text) {
    private static final Pattern ORDER_AT_BEGIN = Pattern.compile("^\\s*::");
    private static final Pattern ORDER_ANYWHERE = Pattern.compile("##[A-Za-z]*\\[");

    private record Entry(String name, String text, @Nullable Integer times) {}

    /** All of them; a source for parameterized tests, whose reports show the name only. */
    public static List<HostileText> all() {
        try (InputStream in = HostileText.class.getResourceAsStream("/hostile.json")) {
            List<Entry> entries = new ObjectMapper()
                    .readValue(Objects.requireNonNull(in, "no corpus"), new TypeReference<List<Entry>>() {});
            return entries.stream()
                    .map(entry -> new HostileText(
                            entry.name(), entry.text().repeat(Objects.requireNonNullElse(entry.times(), 1))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line of a terminal or a build's log: it moves no cursor, turns nothing round, and gives no CI system an order. */
    public static void assertHarmless(String line) {
        assertThat(line.codePoints().filter(Printed::isInvisible).mapToObj(Printed::name))
                .isEmpty();
        assertThat(ORDER_AT_BEGIN.matcher(line).find()).as(line).isFalse();
        assertThat(ORDER_ANYWHERE.matcher(line).find()).as(line).isFalse();
    }

    /** Of a line that repeats its beginning: the letters and digits are there, and the names of those that can't be seen. */
    public void assertRecognisable(String line) {
        StringBuilder word = new StringBuilder();
        text.codePoints()
                .limit(8)
                .takeWhile(c -> c < 0x7f && Character.isLetterOrDigit(c))
                .forEach(word::appendCodePoint);
        assertThat(line).contains(word);
        text.codePoints().limit(20).filter(Printed::isInvisible).forEach(c -> assertThat(line)
                .contains(Printed.name(c)));
    }

    @Override
    public String toString() {
        return name;
    }
}
