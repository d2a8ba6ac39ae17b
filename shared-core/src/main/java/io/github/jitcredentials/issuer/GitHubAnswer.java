package io.github.jitcredentials.issuer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.jitcredentials.http.Answer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * What a GitHub answered. Prints without its body, which may hold a token.
 *
 * @param http the answer itself
 * @param json its body; missing if that is no JSON
 */
record GitHubAnswer(Answer http, JsonNode json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** What GitHub wants one to wait where it does not say how long. */
    private static final Duration UNSAID = Duration.ofMinutes(1);
    /** Nobody gets to put off a revocation for longer than this. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    static GitHubAnswer of(Answer http) {
        return new GitHubAnswer(http, read(http.body()));
    }

    /**
     * Loads what reading an answer takes, so that the files it comes from may be gone by then.
     *
     * @throws IllegalStateException never, unless this class is wrong
     */
    static void rehearse() {
        JsonNode read = read("{\"message\":\"rehearsal\",\"total_count\":1,\"repositories\":[]}");
        boolean whole = read.path("message").isTextual()
                && read.path("total_count").asInt() == 1
                && read.path("repositories").isArray();
        Instant then = ZonedDateTime.parse("Thu, 1 Jan 1970 00:00:00 GMT", DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        if (!whole || !then.equals(Instant.EPOCH)) {
            throw new IllegalStateException("the rehearsal's own text can't be read");
        }
    }

    private static JsonNode read(String body) {
        try {
            JsonNode read = MAPPER.readTree(body);
            return read == null ? MissingNode.getInstance() : read;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    int status() {
        return http.status();
    }

    /** What it says in words, fit for people; empty if nothing. */
    String message() {
        JsonNode message = json.path("message");
        String text =
                message.isTextual() ? http.excerpt(message.textValue()) : json.isMissingNode() ? http.excerpt() : "";
        return text.isEmpty() ? "" : "It says: " + text;
    }

    /** Its own clock, to the second; empty if it does not tell. */
    Optional<Instant> date() {
        try {
            return http.header("Date")
                    .map(text -> ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether it says that too much was asked. Then it did nothing.
     *
     * @see <a href="https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api">Rate limits</a>
     */
    boolean isLimited() {
        return status() == 429
                || status() == 403
                        && (http.retryAfter().isPresent()
                                || isUsedUp()
                                || json.path("message")
                                        .asText("")
                                        .toLowerCase(Locale.ROOT)
                                        .contains("rate limit"));
    }

    /** How long it wants to be left alone, at most five minutes. */
    Duration pause() {
        Optional<Duration> untilReset = isUsedUp() ? untilReset() : Optional.empty();
        Duration pause = http.retryAfter().or(() -> untilReset).orElse(UNSAID);
        return pause.isNegative() ? Duration.ZERO : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    private boolean isUsedUp() {
        return http.header("X-RateLimit-Remaining").orElse("").strip().equals("0");
    }

    private Optional<Duration> untilReset() {
        return http.header("X-RateLimit-Reset")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,12}"))
                .map(text -> Instant.ofEpochSecond(Long.parseLong(text)))
                .flatMap(reset -> date().map(now -> Duration.between(now, reset)));
    }

    @Override
    public String toString() {
        return http.toString();
    }
}
