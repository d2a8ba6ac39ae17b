package io.github.jitcredentials.masking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Encodings that leave no character of the secret as it was: base64 and its kin (RFC 4648), and hexadecimal digits. */
final class Encodings {
    // base64(1) and MIME break lines at 76 characters, PEM and openssl at 64.
    private static final int[] LINE_LENGTHS = {76, 64};

    private Encodings() {}

    static List<Rewritten> whole(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return List.of(
                new Rewritten("base64", Base64.getEncoder().encodeToString(bytes)),
                new Rewritten(
                        "base64, unpadded", Base64.getEncoder().withoutPadding().encodeToString(bytes)),
                new Rewritten("base64url", Base64.getUrlEncoder().encodeToString(bytes)),
                new Rewritten(
                        "base64url, unpadded",
                        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)),
                new Rewritten("hex", HexFormat.of().formatHex(bytes)),
                new Rewritten("hex, upper case", HexFormat.of().withUpperCase().formatHex(bytes)));
    }

    /**
     * What of an encoding stays the same whatever surrounds the secret: base64 of a text that contains it at any of three
     * offsets, and the lines of a wrapped encoding.
     */
    static List<Rewritten> parts(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        List<Rewritten> parts = new ArrayList<>();
        for (int offset = 0; offset < 3; offset++) {
            parts.add(new Rewritten("base64 at offset " + offset, middle(Base64.getEncoder(), bytes, offset)));
            parts.add(new Rewritten("base64url at offset " + offset, middle(Base64.getUrlEncoder(), bytes, offset)));
        }
        String whole = Base64.getEncoder().encodeToString(bytes);
        for (int length : LINE_LENGTHS) {
            for (int from = 0; whole.length() > length && from < whole.length(); from += length) {
                parts.add(new Rewritten(
                        "a line of base64", whole.substring(from, Math.min(from + length, whole.length()))));
            }
        }
        return parts;
    }

    /** Of base64 over {@code offset} unknown bytes, the secret and more unknown bytes: what only the secret decides. */
    private static String middle(Base64.Encoder encoder, byte[] secret, int offset) {
        byte[] shifted = new byte[offset + secret.length];
        System.arraycopy(secret, 0, shifted, offset, secret.length);
        int from = (offset * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return from >= to ? "" : encoder.encodeToString(shifted).substring(from, to);
    }
}
