package io.github.jitcredentials.authority.repository;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened.
 *
 * @param time when
 * @param what whether a request was answered, or is being held
 * @param method the HTTP method
 * @param path percent-encoded, as sent
 * @param status what it was answered with, {@link #CLIENT_GONE}, or 0 while it is held
 * @param fingerprint the first 12 hex digits of the SHA-256 of the token that was sent, or null
 */
public record RepositoryEvent(
        Instant time,
        What what,
        String method,
        String path,
        int status,
        @Nullable String fingerprint) {

    /** The client went away before it had its answer: nothing was stored. The number is nginx's. */
    public static final int CLIENT_GONE = 499;

    /** Kinds of event. */
    public enum What {
        /** A request ended. */
        REQUEST,
        /** An upload stalls because a fault says so. */
        HELD
    }

    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("time", time.toString());
        json.put("event", what == What.HELD ? "held" : "request");
        json.put("method", method);
        json.put("path", path);
        json.put("status", status);
        json.put("fingerprint", fingerprint);
        return json;
    }
}
