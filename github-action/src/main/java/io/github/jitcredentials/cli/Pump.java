package io.github.jitcredentials.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe.SourceChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/**
 * Carries what a child writes to where it belongs, as it comes, in a thread of its own. When nobody reads there any more it
 * closes the pipe, so that the child learns of it as it would without us.
 */
final class Pump {
    /** What a pipe holds at most unless somebody with privileges says otherwise: pipe(7). */
    private static final int LARGEST_PIPE = 1024 * 1024;

    private static final int CHUNK = 64 * 1024;

    private final SourceChannel from;
    private final OutputStream to;
    private final Selector selector;
    private final Thread thread;
    private volatile boolean leaving;

    private Pump(SourceChannel from, OutputStream to, Selector selector, String name) {
        this.from = from;
        this.to = to;
        this.selector = selector;
        this.thread = new Thread(this::run, "jitc-" + name);
        thread.setDaemon(true);
    }

    /** @param to is closed at the end, so that what a masker held back comes out */
    static Pump start(SourceChannel from, OutputStream to, String name) throws IOException {
        from.configureBlocking(false);
        Selector selector = Selector.open();
        from.register(selector, SelectionKey.OP_READ);
        Pump pump = new Pump(from, to, selector, name);
        pump.thread.start();
        return pump;
    }

    /**
     * Waits for the end of the output; after the grace, no longer for those who may still write: only what is in the pipe by
     * then is handed on.
     */
    void finish(Duration grace) throws InterruptedException {
        thread.join(Math.max(1, grace.toMillis()));
        if (thread.isAlive()) {
            leaving = true;
            selector.wakeup();
            thread.join();
        }
    }

    private void run() {
        try (Selector open = selector;
                SourceChannel source = from;
                OutputStream out = to) {
            carry(open, source, out);
        } catch (IOException e) {
            // Nobody reads any more: closing the pipe tells the child.
        }
    }

    private void carry(Selector open, SourceChannel source, OutputStream out) throws IOException {
        byte[] bytes = new byte[CHUNK];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long sinceLeaving = 0;
        while (sinceLeaving < LARGEST_PIPE) {
            boolean last = leaving;
            buffer.clear();
            int count = source.read(buffer);
            if (count < 0 || count == 0 && last) {
                return;
            }
            if (count == 0) {
                open.select();
                open.selectedKeys().clear();
                continue;
            }
            out.write(bytes, 0, count);
            sinceLeaving += last ? count : 0;
        }
    }
}
