package io.github.jitcredentials.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text of a file, if every character of it can be seen and means one thing. */
final class Characters {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private Characters() {}

    /** Decodes UTF-8; the first hazard is reported, and nothing is returned then. */
    static Optional<String> read(byte[] bytes, String file, Problems problems) {
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), chars, true);
        String text = chars.flip().toString();
        if (result.isError()) {
            problems.add(placeOf(text, text.length(), file), Hazard.NOT_UTF8);
            return Optional.empty();
        }
        return isPlain(text, file, problems) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isPlain(String text, String file, Problems problems) {
        boolean indenting = true;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (i == 0 && c == BYTE_ORDER_MARK) {
                problems.add(Place.whole(file), Hazard.BYTE_ORDER_MARK);
                return false;
            }
            // Parsers drop the directives they don't know without a word, so they are looked for here.
            if (c == '%' && (i == 0 || text.charAt(i - 1) == '\n')) {
                problems.add(placeOf(text, i, file), Hazard.DIRECTIVE);
                return false;
            }
            if (c == '\t' && indenting) {
                problems.add(placeOf(text, i, file), Hazard.TAB);
                return false;
            }
            boolean lineEnd = c == '\n' || c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (!lineEnd && c != '\t' && Invisible.is(c)) {
                problems.add(placeOf(text, i, file), Hazard.INVISIBLE, Invisible.name(c));
                return false;
            }
            indenting = c == '\n' || indenting && c == ' ';
        }
        return true;
    }

    private static Place placeOf(String text, int index, String file) {
        int lineStart = text.lastIndexOf('\n', index - 1) + 1;
        int line = 1
                + (int) text.substring(0, lineStart)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new Place(file, line, 1 + text.codePointCount(lineStart, index));
    }
}
