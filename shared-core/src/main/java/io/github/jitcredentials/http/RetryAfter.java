package io.github.jitcredentials.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After}: seconds or a date (RFC 9110 section 10.2.3). */
final class RetryAfter {
    /** Nobody gets to put off a revocation for longer than this. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private RetryAfter() {}

    /** Empty if it can't be understood; never negative. */
    static Optional<Duration> read(String text, Instant now) {
        String value = text.strip();
        if (value.matches("\\d{1,18}")) {
            return Optional.of(capped(Duration.ofSeconds(Long.parseLong(value))));
        }
        try {
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(capped(Duration.between(now, then)));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Duration capped(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
