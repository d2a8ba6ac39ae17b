package io.github.jitcredentials.masking;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The way to a target: gathers small pieces, so that one write into the masker is mostly one write into the target, and
 * hands long ones on without copying. The first exception is kept and ends the output of the current write. Not thread safe.
 */
final class Outlet implements Sink {
    private static final byte[] MASK = Masker.MASK.getBytes(StandardCharsets.US_ASCII);

    private final OutputStream target;
    private final byte[] gathered = new byte[8192];
    private int length;
    private @Nullable Exception failure;

    Outlet(OutputStream target) {
        this.target = target;
    }

    @Override
    public void plain(byte[] bytes, int from, int count) {
        if (count > gathered.length - length) {
            drain();
        }
        if (count > gathered.length) {
            write(bytes, from, count);
        } else {
            System.arraycopy(bytes, from, gathered, length, count);
            length += count;
        }
    }

    @Override
    public void mask() {
        plain(MASK, 0, MASK.length);
    }

    /** Hands on what was gathered, and says what went wrong since the last call. */
    void deliver() throws IOException {
        drain();
        Exception thrown = failure;
        failure = null;
        if (thrown instanceof IOException e) {
            throw e;
        }
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
    }

    private void drain() {
        write(gathered, 0, length);
        length = 0;
    }

    private void write(byte[] bytes, int from, int count) {
        if (failure == null && count > 0) {
            try {
                target.write(bytes, from, count);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }
    }
}
