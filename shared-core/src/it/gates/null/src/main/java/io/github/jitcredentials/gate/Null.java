package io.github.jitcredentials.gate;

import org.jspecify.annotations.Nullable;

final class Null {
    private Null() {}

    static int length(@Nullable String text) {
        return text.length();
    }
}
