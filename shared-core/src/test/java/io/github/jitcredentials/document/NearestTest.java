package io.github.jitcredentials.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN =
            List.of("issuer", "request", "ttl", "purpose", "to", "deliver", "on-leak", "max-ttl");

    @ParameterizedTest
    @CsvSource({
        "isuer, issuer",
        "issuers, issuer",
        "isseur, issuer",
        "Purpose, purpose",
        "on_leak, on-leak",
        "maxttl, max-ttl",
        "tll, ttl",
        "porpoise, purpose",
        "reqeusts, request"
    })
    void typingMistake_isRecognised(String word, String meant) {
        assertThat(Nearest.to(word, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"colour", "x", "''", "tolerance", "duration"})
    void otherWord_isNot(String word) {
        assertThat(Nearest.to(word, KNOWN)).isEqualTo(Optional.empty());
    }

    @Test
    void veryLongWord_isNot() {
        assertThat(Nearest.to("t".repeat(100_000), KNOWN)).isEmpty();
    }
}
