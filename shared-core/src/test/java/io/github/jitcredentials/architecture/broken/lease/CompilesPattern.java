package io.github.jitcredentials.architecture.broken.lease;

import java.util.regex.Pattern;

record CompilesPattern(String text) {
    Pattern pattern() {
        return Pattern.compile(text);
    }

    /** Which a pattern with a bar in it gets past. */
    Pattern anchored() {
        return Pattern.compile("^" + text + "$");
    }
}
