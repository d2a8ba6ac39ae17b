package io.github.jitcredentials.authority.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names a secret without showing it. Thread safe. */
public final class Fingerprint {
    private static final int SHOWN = 12;

    private Fingerprint() {}

    /** The whole SHA-256 in hex: what is stored in a token's place. Never to be shown. */
    public static String sha256(String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java runtime has SHA-256", e);
        }
    }

    /** The first 12 hex digits of the SHA-256: enough to tell tokens apart, too little to test guesses of them. */
    public static String of(String secret) {
        return sha256(secret).substring(0, SHOWN);
    }

    /** Whether two secrets are the same, in a time that does not depend on where they differ. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
