package io.github.jitcredentials.audit;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** What ties the audit lines of one run together: sixteen lower-case hexadecimal digits. It opens nothing. */
public record SessionId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a session id has sixteen hexadecimal digits");
        }
    }

    public static SessionId random(RandomGenerator random) {
        return new SessionId(HexFormat.of().toHexDigits(random.nextLong()));
    }

    @Override
    public String toString() {
        return value;
    }
}
