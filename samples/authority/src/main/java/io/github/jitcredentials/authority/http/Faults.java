package io.github.jitcredentials.authority.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The faults a server is armed with; the oldest that fits a path goes first. Thread safe. */
public final class Faults {
    private final List<Fault> armed = new ArrayList<>();
    private CountDownLatch cleared = new CountDownLatch(1);

    /** Arms one more fault; it fires on the next request for its path, so many times as it says. */
    public synchronized void arm(Fault fault) {
        armed.add(fault);
    }

    /** Disarms all faults and ends those that hang or delay right now. */
    public synchronized void clear() {
        armed.clear();
        cleared.countDown();
        cleared = new CountDownLatch(1);
    }

    /** What is still armed; {@link Fault#times} is how often each will still fire. */
    public synchronized List<Fault> armed() {
        return List.copyOf(armed);
    }

    synchronized Optional<Taken> take(String path) {
        for (int i = 0; i < armed.size(); i++) {
            Fault fault = armed.get(i);
            if (fault.path().equals(path) || fault.path().equals("*")) {
                if (fault.times() == 1) {
                    armed.remove(i);
                } else {
                    armed.set(i, fault.times(fault.times() - 1));
                }
                return Optional.of(new Taken(fault, cleared));
            }
        }
        return Optional.empty();
    }

    /**
     * A fault that fires now.
     *
     * @param cleared opened by the next {@link #clear}, even if that comes before the request begins to wait
     */
    record Taken(Fault fault, CountDownLatch cleared) {
        /** Waits until the faults are cleared. */
        void hang() throws ConnectionDroppedException {
            try {
                cleared.await();
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        /** Waits as long as the fault says, or until the faults are cleared: what comes next is the same. */
        void delay() throws ConnectionDroppedException {
            Duration longest = fault.delay();
            if (longest == null) {
                return;
            }
            try {
                boolean unused = cleared.await(longest.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        private static ConnectionDroppedException interrupted() {
            Thread.currentThread().interrupt();
            return new ConnectionDroppedException("the server is closing");
        }
    }
}
