package io.github.jitcredentials.authority.secrets;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes unguessable text. Thread safe. */
public final class RandomToken {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private RandomToken() {}

    /** 256 random bits in base64url without padding: 43 characters that need no escaping in headers, forms or files. */
    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
