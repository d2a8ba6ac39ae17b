package io.github.jitcredentials.issuer;

import java.util.Locale;

/** How issuers write what others wrote, and what they call their choices. */
final class Text {
    private static final int LONGEST = 120;

    private Text() {}

    /** Short and in printable ASCII, so that it can't fake a line or turn one around. */
    static String plain(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(c -> out.append(c >= 0x20 && c < 0x7f ? (char) c : '?'));
        return out.append(text.codePointCount(0, text.length()) > LONGEST ? "..." : "")
                .toString();
    }

    /** The same in quotation marks. */
    static String quote(String text) {
        return '"' + plain(text) + '"';
    }

    /** {@code TOKEN_EXCHANGE} as a setting's value: {@code token-exchange}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
