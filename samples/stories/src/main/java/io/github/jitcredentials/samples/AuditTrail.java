package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a build's audit log says happened, and when. */
final class AuditTrail {
    private final List<JsonNode> lines;

    private AuditTrail(List<JsonNode> lines) {
        this.lines = lines;
    }

    static AuditTrail read(Path log) {
        return new AuditTrail(JsonLines.read(log));
    }

    /** The lines that came after those of an earlier look. */
    AuditTrail since(AuditTrail earlier) {
        return new AuditTrail(lines.subList(earlier.lines.size(), lines.size()));
    }

    /** The first line about this kind of event. */
    JsonNode first(String event) {
        return find(event)
                .orElseThrow(() -> new StoryFailedException("the audit log does not say \"" + event + "\" anywhere"));
    }

    Optional<JsonNode> find(String event) {
        return lines.stream()
                .filter(line -> line.path("event").asText().equals(event))
                .findFirst();
    }

    long count(String event) {
        return lines.stream()
                .filter(line -> line.path("event").asText().equals(event))
                .count();
    }

    static Instant at(JsonNode line) {
        return Instant.parse(line.path("at").asText());
    }
}
