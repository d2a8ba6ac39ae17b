package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key that makes fingerprints: 32 random bytes, kept as hexadecimal digits in a file beside the log. Thread safe. */
final class LogKey {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final SecretKeySpec key;

    private LogKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** Writes a new one into an empty file. */
    static LogKey create(FileChannel channel, SecureRandom random) throws IOException {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        ByteBuffer text = StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(bytes) + "\n");
        while (text.hasRemaining()) {
            channel.write(text, text.position());
        }
        channel.force(true);
        return new LogKey(bytes);
    }

    /** @throws BadLog if the file holds something else */
    static LogKey read(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(2 * BYTES + 1);
        while (text.hasRemaining() && channel.read(text, text.position()) >= 0) {
            // A read may stop early.
        }
        try {
            return new LogKey(
                    HexFormat.of().parseHex(new String(text.array(), 0, 2 * BYTES, StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            // Not passed on as the cause: its message repeats the key.
            throw new BadLog("has a broken key file beside it", "Move both away, and keep them.");
        }
    }

    Fingerprint fingerprint(Secret secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] hash = mac.doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return new Fingerprint(HexFormat.of().formatHex(hash, 0, 8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
