package io.github.jitcredentials.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the documentation tells people to give to their servers: tests set theirs up with it. */
public final class Documented {
    private Documented() {}

    /**
     * A block of code.
     *
     * @param document the file's name in docs
     * @param mark what the comment before the block says
     */
    public static String block(String document, String mark) {
        Matcher block = Pattern.compile("<!-- " + mark + " -->\\R```\\w+\\R(.*?)```", Pattern.DOTALL)
                .matcher(text(document));
        if (!block.find()) {
            throw new AssertionError("docs/" + document + " has no " + mark);
        }
        return block.group(1);
    }

    private static String text(String document) {
        try {
            return Files.readString(Path.of("../docs").resolve(document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
