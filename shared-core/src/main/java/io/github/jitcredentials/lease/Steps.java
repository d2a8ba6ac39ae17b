package io.github.jitcredentials.lease;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long each step of one lease took. Thread safe. */
final class Steps {
    private final Time time;
    private final Map<String, Duration> taken = Collections.synchronizedMap(new LinkedHashMap<>());

    Steps(Time time) {
        this.time = time;
    }

    <T> T time(String name, Supplier<T> step) {
        long start = time.nanos();
        try {
            return step.get();
        } finally {
            taken.put(name, Duration.ofNanos(time.nanos() - start));
        }
    }

    void time(String name, Runnable step) {
        time(name, () -> {
            step.run();
            return "";
        });
    }

    Map<String, Duration> taken() {
        synchronized (taken) {
            return new LinkedHashMap<>(taken);
        }
    }
}
