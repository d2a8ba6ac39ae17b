package io.github.jitcredentials.model;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The public name of a lease: twelve lower-case hexadecimal digits. It opens nothing. */
public record LeaseId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{12}");

    public LeaseId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a lease id has twelve hexadecimal digits");
        }
    }

    public static LeaseId random(RandomGenerator random) {
        byte[] bytes = new byte[6];
        random.nextBytes(bytes);
        return new LeaseId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
