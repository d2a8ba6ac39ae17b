package io.github.jitcredentials.jenkins.masking;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Lines that a log gets between two of those that are written into it: none is torn apart. Thread safe. */
final class LineEnds {
    private static final Logger LOGGER = Logger.getLogger(LineEnds.class.getName());

    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    /** Who wrote last. */
    private volatile @Nullable Log last;

    /** Has it written once no line is being written: now, or after the next that ends. */
    void add(String line) {
        waiting.add(line);
        Log log = last;
        if (log != null) {
            log.writeNowBetweenLines();
        }
    }

    /** All that wait, for whoever knows that no line is being written; they are written nowhere else. */
    List<String> take() {
        List<String> taken = new ArrayList<>();
        for (String line = waiting.poll(); line != null; line = waiting.poll()) {
            taken.add(line);
        }
        return taken;
    }

    OutputStream wrap(OutputStream log) {
        return new Log(log);
    }

    private final class Log extends FilterOutputStream {
        /** Guarded by this. */
        private boolean betweenLines;

        Log(OutputStream log) {
            super(log);
        }

        @Override
        public synchronized void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            int end = waiting.isEmpty() ? from : afterLastLine(bytes, from, length);
            if (end > from) {
                out.write(bytes, from, end - from);
                writeWaiting();
            }
            if (end < from + length) {
                out.write(bytes, end, from + length - end);
            }
            if (length > 0) {
                betweenLines = bytes[from + length - 1] == '\n';
                last = this;
            }
        }

        /** Whoever closed it may have another log that is open. */
        @Override
        public synchronized void close() throws IOException {
            betweenLines = false;
            super.close();
        }

        private synchronized void writeNowBetweenLines() {
            if (betweenLines) {
                try {
                    writeWaiting();
                    out.flush();
                } catch (IOException e) {
                    LOGGER.log(Level.FINE, "a log that can't be written", e);
                }
            }
        }

        private void writeWaiting() throws IOException {
            for (String line : take()) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static int afterLastLine(byte[] bytes, int from, int length) {
        int end = from + length;
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }
}
