package io.github.jitcredentials.masking;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Masked output as a text. */
final class MaskedText implements Sink {
    private final ByteArrayOutputStream bytes;
    private boolean masked;

    MaskedText(int length) {
        bytes = new ByteArrayOutputStream(length);
    }

    @Override
    public void plain(byte[] text, int from, int length) {
        bytes.write(text, from, length);
    }

    @Override
    public void mask() {
        masked = true;
        bytes.writeBytes(Masker.MASK.getBytes(StandardCharsets.US_ASCII));
    }

    boolean hasMask() {
        return masked;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
