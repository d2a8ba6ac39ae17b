package io.github.jitcredentials.authority.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer: status, headers, and a body from memory or from a file. Immutable. */
public final class Reply {
    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final @Nullable Path file;

    private Reply(int status, Map<String, List<String>> headers, byte[] body, @Nullable Path file) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a final HTTP status: " + status);
        }
        this.status = status;
        this.headers = Collections.unmodifiableMap(headers);
        this.body = body;
        this.file = file;
    }

    public static Reply empty(int status) {
        return new Reply(status, Map.of(), new byte[0], null);
    }

    public static Reply json(int status, Map<String, ?> object) {
        return json(status, Json.text(object));
    }

    public static Reply json(int status, List<?> array) {
        return json(status, Json.text(array));
    }

    public static Reply text(int status, String text) {
        return empty(status).with("Content-Type", "text/plain;charset=UTF-8").body(text + "\n");
    }

    /** The file's bytes as they are when the answer is sent. */
    public static Reply file(Path file) {
        return new Reply(200, Map.of("Content-Type", List.of("application/octet-stream")), new byte[0], file);
    }

    private static Reply json(int status, String text) {
        return empty(status).with("Content-Type", "application/json").body(text);
    }

    /** The same answer with one more header. */
    public Reply with(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.merge(name, List.of(value), (old, added) -> {
            List<String> both = new ArrayList<>(old);
            both.addAll(added);
            return List.copyOf(both);
        });
        return new Reply(status, more, body, file);
    }

    Reply body(String text) {
        return new Reply(status, headers, text.getBytes(StandardCharsets.UTF_8), null);
    }

    public int status() {
        return status;
    }

    Map<String, List<String>> headers() {
        return headers;
    }

    byte[] bytes() {
        return body;
    }

    Optional<Path> path() {
        return Optional.ofNullable(file);
    }

    /** The status alone: a body may hold a token. */
    @Override
    public String toString() {
        return "Reply " + status;
    }
}
