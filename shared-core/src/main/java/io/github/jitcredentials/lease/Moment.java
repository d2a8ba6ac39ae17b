package io.github.jitcredentials.lease;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment on both clocks; it has come when the first of them says so. The wall clock may jump, the monotonic one stands still while
 * the machine sleeps.
 *
 * @param wall by the wall clock
 * @param nanos by the monotonic clock
 */
record Moment(Instant wall, long nanos) {
    static Moment now(Time time) {
        return new Moment(time.now(), time.nanos());
    }

    Moment plus(Duration duration) {
        return new Moment(wall.plus(duration), nanos + duration.toNanos());
    }

    /** How long it is until then; nothing or less if it has come. */
    Duration left(Time time) {
        Duration byWall = Duration.between(time.now(), wall);
        Duration byMonotonic = Duration.ofNanos(nanos - time.nanos());
        return byWall.compareTo(byMonotonic) < 0 ? byWall : byMonotonic;
    }

    boolean hasCome(Time time) {
        Duration left = left(time);
        return left.isNegative() || left.isZero();
    }
}
