package io.github.jitcredentials.jenkins.masking;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Lines that a log gets between two of those that are written into it: none is torn apart. Thread safe. */
final class LineEnds {
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

    /** Has it written after the next line that ends. */
    void add(String line) {
        waiting.add(line);
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
        Log(OutputStream log) {
            super(log);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            if (b == '\n') {
                writeWaiting();
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int end = waiting.isEmpty() ? from : afterLastLine(bytes, from, length);
            if (end > from) {
                out.write(bytes, from, end - from);
                writeWaiting();
            }
            if (end < from + length) {
                out.write(bytes, end, from + length - end);
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
