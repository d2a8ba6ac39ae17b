package io.github.jitcredentials.architecture.broken.lease;

import java.util.regex.Pattern;

record CompilesPattern(String text) {
    Pattern pattern() {
        return Pattern.compile(text);
    }
}
