package io.github.jitcredentials.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A whole answer that is no redirect. Its body may hold a secret, so it prints as its status and size. Immutable. */
public final class Answer {
    /** The longest excerpt, in characters. */
    public static final int LONGEST_EXCERPT = 200;

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final @Nullable Duration retryAfter;
    private final Redaction redaction;

    Answer(
            int status,
            Map<String, List<String>> headers,
            byte[] body,
            @Nullable Duration retryAfter,
            Redaction redaction) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.retryAfter = retryAfter;
        this.redaction = redaction;
    }

    public int status() {
        return status;
    }

    /** All values of a header, joined by commas; empty if it is absent. */
    public Optional<String> header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    /** The body as UTF-8. Never print it: see {@link #excerpt()}. */
    public String body() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** How long to wait before asking again, if the answer says so (RFC 9110 section 10.2.3); at most five minutes. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The beginning of the body for an error message: one line, printable, short, without anything secret that was sent. */
    public String excerpt() {
        return excerpt(body());
    }

    /** The same for a text found in the body. */
    public String excerpt(String text) {
        return redaction.clean(text, LONGEST_EXCERPT);
    }

    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}
