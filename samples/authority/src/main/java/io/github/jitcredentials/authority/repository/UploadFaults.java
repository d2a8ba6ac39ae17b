package io.github.jitcredentials.authority.repository;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What uploads are to suffer. Thread safe. */
public final class UploadFaults {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final List<UploadFault> armed = new ArrayList<>();
    private CountDownLatch released = new CountDownLatch(1);
    private int held;

    /** Arms one more fault; where several fit, the oldest goes first. */
    public synchronized void arm(UploadFault fault) {
        armed.add(fault);
    }

    /** Disarms all and lets held uploads go on. */
    public synchronized void clear() {
        armed.clear();
        released.countDown();
        released = new CountDownLatch(1);
    }

    /** What is still armed, with what is left of {@code nth} and {@code times}. */
    public synchronized List<UploadFault> armed() {
        return List.copyOf(armed);
    }

    /** How many uploads are held right now. */
    public synchronized int held() {
        return held;
    }

    /**
     * A fault that fires now.
     *
     * @param released opened by the next {@link #clear}, even if that comes before the upload begins to wait
     */
    record Taken(UploadFault fault, CountDownLatch released) {}

    /** Counts an upload, and says which fault it is to suffer; each one that fits counts it. */
    synchronized Optional<Taken> take(UploadFault.Kind kind, String path) {
        for (int i = 0; i < armed.size(); i++) {
            UploadFault fault = armed.get(i);
            if (fault.kind() == kind && fault.path().matcher(path).matches()) {
                if (fault.nth() > 1) {
                    armed.set(i, fault.nth(fault.nth() - 1));
                } else if (fault.times() > 1) {
                    armed.set(i, fault.times(fault.times() - 1));
                    return Optional.of(new Taken(fault, released));
                } else {
                    armed.remove(i);
                    return Optional.of(new Taken(fault, released));
                }
            }
        }
        return Optional.empty();
    }

    /** Waits until the faults are cleared or the client is gone. */
    void hold(Taken taken, BooleanSupplier clientPresent) throws InterruptedException {
        synchronized (this) {
            held++;
        }
        try {
            boolean over = false;
            while (!over && clientPresent.getAsBoolean()) {
                over = taken.released().await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            synchronized (this) {
                held--;
            }
        }
    }
}
