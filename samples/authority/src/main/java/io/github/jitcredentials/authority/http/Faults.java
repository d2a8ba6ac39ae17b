package io.github.jitcredentials.authority.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    synchronized Optional<Fault> take(String path) {
        for (int i = 0; i < armed.size(); i++) {
            Fault fault = armed.get(i);
            if (fault.path().equals(path) || fault.path().equals("*")) {
                if (fault.times() == 1) {
                    armed.remove(i);
                } else {
                    armed.set(i, fault.times(fault.times() - 1));
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    /** Waits until the faults are cleared. */
    void awaitCleared() throws ConnectionDroppedException {
        await(null);
    }

    /** Waits so long, or until the faults are cleared. */
    void delay(Duration delay) throws ConnectionDroppedException {
        await(delay);
    }

    /** @return whether the faults were cleared, and not just the time over */
    private boolean await(@Nullable Duration longest) throws ConnectionDroppedException {
        CountDownLatch end;
        synchronized (this) {
            end = cleared;
        }
        try {
            if (longest != null) {
                return end.await(longest.toNanos(), TimeUnit.NANOSECONDS);
            }
            end.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionDroppedException("the server is closing");
        }
    }
}
