package io.github.jitcredentials.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done when, for all leases of a process: ordered by both clocks, looked at when the first entry is due and at least
 * once a second, however many there are. Thread safe.
 */
final class Timetable {
    /** How often the two clocks are looked at: the wall clock may jump. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Time time;
    private final long start;
    private final TreeSet<Entry> byWall =
            new TreeSet<>(Comparator.comparing(Entry::wall).thenComparingLong(Entry::number));
    private final TreeSet<Entry> byNanos =
            new TreeSet<>(Comparator.comparingLong(this::sinceStart).thenComparingLong(Entry::number));
    private long numbers;
    private @Nullable Look next;

    Timetable(Time time) {
        this.time = time;
        this.start = time.nanos();
    }

    /** One thing that is to be done. */
    record Entry(Moment due, Runnable action, long number) {
        private Instant wall() {
            return due.wall();
        }
    }

    /** The next look at the clocks. */
    private record Look(long at, Time.Later later) {}

    /** Runs the action when the moment has come, on a thread of its own. */
    synchronized Entry at(Moment due, Runnable action) {
        Entry entry = new Entry(due, action, numbers++);
        byWall.add(entry);
        byNanos.add(entry);
        arm();
        return entry;
    }

    /** Forgets it, if it is not under way. */
    synchronized void cancel(Entry entry) {
        byWall.remove(entry);
        byNanos.remove(entry);
        if (byWall.isEmpty() && next != null) {
            next.later().cancel();
            next = null;
        }
    }

    synchronized int size() {
        return byWall.size();
    }

    private void look() {
        List<Entry> due = new ArrayList<>();
        synchronized (this) {
            next = null;
            take(byWall, due);
            take(byNanos, due);
            arm();
        }
        due.forEach(entry -> time.after(Duration.ZERO, entry.action()));
    }

    private void take(SortedSet<Entry> order, List<Entry> due) {
        while (!order.isEmpty() && order.first().due().hasCome(time)) {
            Entry entry = order.first();
            byWall.remove(entry);
            byNanos.remove(entry);
            due.add(entry);
        }
    }

    private void arm() {
        if (byWall.isEmpty()) {
            return;
        }
        Duration wait = min(
                LOOK, min(byWall.first().due().left(time), byNanos.first().due().left(time)));
        long at = time.nanos() + wait.toNanos();
        if (next == null || at - next.at() < 0) {
            if (next != null) {
                next.later().cancel();
            }
            next = new Look(at, time.after(wait, this::look));
        }
    }

    private long sinceStart(Entry entry) {
        return entry.due().nanos() - start;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
