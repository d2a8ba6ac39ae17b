package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.lease.Json.Malformed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One line of a journal: {@code {"sum":"0123456789abcdef","record":{…}}}. The sum is over the bytes of the record, so that a line
 * that was cut off or overwritten is noticed; the record's {@code n} counts the lines, so that one that is missing is.
 */
final class JournalLine {
    /** The longest line, in bytes. Handles and settings are small; more than this is no journal of ours. */
    static final int LONGEST = 256 * 1024;

    private static final String HEAD = "{\"sum\":\"";
    private static final String MIDDLE = "\",\"record\":";
    private static final String TAIL = "}";
    private static final int SUM_DIGITS = 16;
    private static final int BODY_AT = HEAD.length() + SUM_DIGITS + MIDDLE.length();

    private JournalLine() {}

    /** The bytes are not those that were written. */
    static final class Torn extends Malformed {
        private static final long serialVersionUID = 1L;

        Torn(String what) {
            super(what);
        }
    }

    /** The line with its line feed. */
    static byte[] encode(ObjectNode entry, long number) {
        String body = entry.put("n", number).toString();
        byte[] line = (HEAD + sum(body) + MIDDLE + body + TAIL + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > LONGEST) {
            throw new IllegalArgumentException("a journal line has at most " + LONGEST + " bytes");
        }
        return line;
    }

    /**
     * @param line without its line feed
     * @throws Torn if it is not what was written
     * @throws Malformed if it is, and does not belong here
     */
    static JsonNode decode(String line, long number) throws Malformed {
        if (line.length() <= BODY_AT + TAIL.length()
                || !line.startsWith(HEAD)
                || !line.startsWith(MIDDLE, HEAD.length() + SUM_DIGITS)
                || !line.endsWith(TAIL)) {
            throw new Torn("is cut off or no journal line");
        }
        String body = line.substring(BODY_AT, line.length() - TAIL.length());
        if (!line.startsWith(sum(body), HEAD.length())) {
            throw new Torn("does not match its sum");
        }
        JsonNode entry = Json.parse(body);
        if (Json.number(entry, "n") != number) {
            throw new Malformed("is out of order: lines before it are missing");
        }
        return entry;
    }

    private static String sum(String body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, SUM_DIGITS / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
