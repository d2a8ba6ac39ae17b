package io.github.jitcredentials.jenkins.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts of forms, which hold a list one to a line, and an empty field for what is not there. */
final class Lines {
    private Lines() {}

    /** A form's text area comes as one text of many lines, a list of JCasC as many texts of one. */
    static List<String> of(@Nullable List<String> texts) {
        List<String> lines = new ArrayList<>();
        if (texts != null) {
            texts.stream()
                    .flatMap(String::lines)
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
        }
        return lines;
    }

    static String text(List<String> lines) {
        return String.join("\n", lines);
    }

    static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** A list that a form may have left out. */
    static <T> List<T> listed(@Nullable List<T> entries) {
        return entries == null ? List.of() : List.copyOf(entries);
    }

    /** Puts what is there. */
    static void put(Map<String, Object> into, String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            into.put(key, value);
        }
    }
}
