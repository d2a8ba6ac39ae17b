package io.github.jitcredentials.lease;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The lines of a stream, one after the other. Of a line longer than any of ours only the beginning is kept, which is no line of ours. */
final class JournalLines {
    private final InputStream in;
    private final byte[] block = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    private int at;
    private int end;
    private long bytes;
    private boolean lineFeed;

    JournalLines(InputStream in) {
        this.in = in;
    }

    /** Goes to the next line; false if there is none, also after a line feed that is the last byte. */
    boolean next() throws IOException {
        line.reset();
        lineFeed = false;
        boolean any = false;
        while (!lineFeed && fill()) {
            any = true;
            int stop = at;
            while (stop < end && block[stop] != '\n') {
                stop++;
            }
            line.write(block, at, Math.min(stop - at, JournalLine.LONGEST - line.size()));
            lineFeed = stop < end;
            int taken = stop - at + (lineFeed ? 1 : 0);
            bytes += taken;
            at += taken;
        }
        return any;
    }

    /** The line, without its line feed. */
    String text() {
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Whether the line has one; the last may not. */
    boolean endsWithLineFeed() {
        return lineFeed;
    }

    /** How many bytes have been read up to the end of this line. */
    long bytes() {
        return bytes;
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(block));
        }
        return end > 0;
    }
}
