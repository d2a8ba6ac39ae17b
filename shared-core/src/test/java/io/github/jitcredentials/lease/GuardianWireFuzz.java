package io.github.jitcredentials.lease;

import io.github.jitcredentials.lease.Json.Malformed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Any bytes on the pipes between a process and its guardian: orders, answers, or {@link Malformed}. */
public final class GuardianWireFuzz {
    private GuardianWireFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        ByteArrayInputStream in = new ByteArrayInputStream(data);
        try {
            for (Optional<String> line = GuardianWire.readLine(in);
                    line.isPresent();
                    line = GuardianWire.readLine(in)) {
                take(line.get());
            }
        } catch (IOException e) {
            // A line too long, which ends the conversation.
            return;
        }
        take(new String(data, StandardCharsets.UTF_8));
    }

    private static void take(String line) {
        try {
            GuardianWire.order(line);
        } catch (Malformed e) {
            // As it should be; it may be an answer.
        }
        try {
            GuardianWire.answer(line);
        } catch (Malformed e) {
            // The same.
        }
    }
}
