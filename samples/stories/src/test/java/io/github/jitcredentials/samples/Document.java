package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Markdown file of this project, and the parts of it that tests hold to the code. */
record Document(Path file, String text) {
    static Document of(String name) {
        Path file = BuildFacts.read().top().resolve(name);
        try {
            return new Document(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between the comment that begins with {@code name} and its end. */
    String between(String name) {
        Matcher part = Pattern.compile("<!-- " + name + ":[^>]*-->\\R(.*?)<!-- /" + name + " -->", Pattern.DOTALL)
                .matcher(text);
        if (!part.find()) {
            throw new AssertionError(file + " has no part " + name);
        }
        return part.group(1);
    }

    /** The fenced blocks of one language. */
    List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("```" + language + "\\R(.*?)```", Pattern.DOTALL)
                .matcher(text);
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }
}
