package io.github.jitcredentials.lease;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** How long each step of one lease took, the last time it was taken. Small, for there may be many leases. Thread safe. */
final class Steps {
    private final Time time;
    private String[] names = {};
    private long[] nanos = {};

    Steps(Time time) {
        this.time = time;
    }

    <T> T time(String name, Supplier<T> step) {
        long start = time.nanos();
        try {
            return step.get();
        } finally {
            taken(name, time.nanos() - start);
        }
    }

    void time(String name, Runnable step) {
        time(name, () -> {
            step.run();
            return "";
        });
    }

    synchronized Map<String, Duration> taken() {
        Map<String, Duration> taken = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            taken.put(names[i], Duration.ofNanos(nanos[i]));
        }
        return taken;
    }

    private synchronized void taken(String name, long duration) {
        int at = Arrays.asList(names).indexOf(name);
        if (at < 0) {
            at = names.length;
            names = Arrays.copyOf(names, at + 1);
            nanos = Arrays.copyOf(nanos, at + 1);
            names[at] = name;
        }
        nanos[at] = duration;
    }
}
