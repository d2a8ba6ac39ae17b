package io.github.jitcredentials.authority.http;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One way to misbehave, a number of times.
 *
 * @param path the exact path, or {@code *} for each one
 * @param kind what happens
 * @param afterWork whether the request is served first (a grant exists, a token is revoked) and only its answer lost
 * @param times how often, 1 or more
 * @param status for {@link Kind#STATUS} and {@link Kind#REDIRECT}
 * @param retryAfter sent with {@link Kind#STATUS} in whole seconds, or null
 * @param delay for {@link Kind#DELAY}, or null
 * @param location for {@link Kind#REDIRECT}, or null
 */
public record Fault(
        String path,
        Kind kind,
        boolean afterWork,
        int times,
        int status,
        @Nullable Duration retryAfter,
        @Nullable Duration delay,
        @Nullable URI location) {

    /** What happens. */
    public enum Kind {
        /** Answers with an error status. */
        STATUS,
        /** Answers as ever, but late. */
        DELAY,
        /** Gives no answer until the faults are cleared; then the connection is closed. */
        HANG,
        /** Closes the connection without an answer. */
        DROP,
        /** Promises a longer body than it sends, then closes the connection. */
        TRUNCATE,
        /** Sends 8 MB of JSON. */
        OVERSIZE,
        /** Sends status 200 and something that is no JSON. */
        WRONG_JSON,
        /** Sends the client elsewhere. */
        REDIRECT
    }

    public Fault {
        if (!path.startsWith("/") && !path.equals("*")) {
            throw new IllegalArgumentException("path has to start with / or be *: " + path);
        }
        if (times < 1) {
            throw new IllegalArgumentException("times has to be 1 or more: " + times);
        }
        if (kind == Kind.STATUS && (status < 200 || status > 599)) {
            throw new IllegalArgumentException("status has to be 200 to 599: " + status);
        }
        if (kind == Kind.REDIRECT && (location == null || status < 300 || status > 399)) {
            throw new IllegalArgumentException("a redirect has a location, and a status from 300 to 399");
        }
        if (kind == Kind.DELAY && (delay == null || delay.isNegative() || delay.isZero())) {
            throw new IllegalArgumentException("a delay has a positive length");
        }
    }

    /** The answer is an error, and nothing is done. */
    public static Fault status(String path, int status) {
        return new Fault(path, Kind.STATUS, false, 1, status, null, null, null);
    }

    /** The answer comes late; the work is done after the wait. */
    public static Fault delay(String path, Duration delay) {
        return new Fault(path, Kind.DELAY, false, 1, 0, null, delay, null);
    }

    /** Nothing is done and no answer comes. */
    public static Fault hang(String path) {
        return new Fault(path, Kind.HANG, false, 1, 0, null, null, null);
    }

    /** Nothing is done, and the connection is closed. */
    public static Fault drop(String path) {
        return new Fault(path, Kind.DROP, false, 1, 0, null, null, null);
    }

    /** The work is done, and the connection is closed: what was granted exists, and nobody knows it. */
    public static Fault loseAnswer(String path) {
        return drop(path).after();
    }

    public static Fault truncate(String path) {
        return new Fault(path, Kind.TRUNCATE, true, 1, 0, null, null, null);
    }

    public static Fault oversize(String path) {
        return new Fault(path, Kind.OVERSIZE, true, 1, 0, null, null, null);
    }

    public static Fault wrongJson(String path) {
        return new Fault(path, Kind.WRONG_JSON, true, 1, 0, null, null, null);
    }

    /** 307, so that a client that follows repeats method and body. */
    public static Fault redirect(String path, URI location) {
        return new Fault(path, Kind.REDIRECT, false, 1, 307, null, null, location);
    }

    /** The same fault, so many times. */
    public Fault times(int many) {
        return new Fault(path, kind, afterWork, many, status, retryAfter, delay, location);
    }

    /** The same fault with a Retry-After header. */
    public Fault retryAfter(Duration wait) {
        return new Fault(path, kind, afterWork, times, status, wait, delay, location);
    }

    /** The same fault, but the request is served first. */
    public Fault after() {
        return new Fault(path, kind, true, times, status, retryAfter, delay, location);
    }
}
