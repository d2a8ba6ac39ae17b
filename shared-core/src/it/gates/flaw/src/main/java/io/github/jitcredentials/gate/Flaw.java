package io.github.jitcredentials.gate;

import java.util.concurrent.ExecutorService;

final class Flaw {
    private Flaw() {}

    static void ignoresWhatComesOfIt(ExecutorService executor) {
        executor.submit(() -> {});
    }
}
