package io.github.jitcredentials.gate;

import java.util.List;

final class Lint {
    private Lint() {}

    static int size(List raw) {
        return raw.size();
    }
}
