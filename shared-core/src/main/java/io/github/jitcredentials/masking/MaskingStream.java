package io.github.jitcredentials.masking;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

/** See {@link Masker#wrap}. Each call is atomic: threads that share a stream don't cut each other's writes. */
final class MaskingStream extends OutputStream {
    private final Masker masker;
    private final OutputStream target;
    private final Scan scan;
    private final Outlet outlet;
    private final Object lock = new Object();
    private boolean closed;

    MaskingStream(Masker masker, OutputStream target) {
        this.masker = masker;
        this.target = target;
        scan = new Scan(masker);
        outlet = new Outlet(target);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        atomically(() -> {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            scan.feed(bytes, offset, length, outlet);
            outlet.deliver();
        });
    }

    /** Also hands on what is no longer held back because its secret was forgotten. */
    @Override
    public void flush() throws IOException {
        atomically(() -> {
            if (!closed) {
                scan.feed(new byte[0], 0, 0, outlet);
                outlet.deliver();
                target.flush();
            }
        });
    }

    @Override
    public void close() throws IOException {
        atomically(() -> {
            if (!closed) {
                closed = true;
                try (target) {
                    scan.finish(outlet);
                    outlet.deliver();
                    target.flush();
                }
            }
        });
    }

    private void atomically(Step step) throws IOException {
        List<MaskedSecret> seen = List.of();
        try {
            synchronized (lock) {
                try {
                    step.run();
                } finally {
                    seen = scan.takeSeen();
                }
            }
        } finally {
            masker.tell(seen);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
