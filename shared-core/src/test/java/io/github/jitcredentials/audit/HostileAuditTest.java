package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.jackson.JsonFormat;
import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.Identity;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in it, a line of the log and its CloudEvent are one line of printable ASCII, and say exactly what they were told. */
class HostileAuditTest {
    private static final String ALL = "io.github.jitcredentials.model.HostileText#all";
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource(ALL)
    void claim_isKeptToTheCharacter(HostileText hostile) throws IOException {
        Identity identity =
                new Identity("ci", "https://ci.example.com", "job", Map.of("ref", hostile.text()), AuditSamples.NOON);
        AuditEvent event = new AuditEvent.Identified(AuditSamples.SESSION.askedBy(identity));

        List<JsonNode> lines = lines(event);
        assertThat(lines.get(0).path("claims").path("ref").asText()).isEqualTo(hostile.text());
        assertThat(lines.get(1).path("claims").path("ref").asText()).isEqualTo(whole(hostile));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void problem_isKeptToTheCharacter(HostileText hostile) throws IOException {
        AuditEvent event = new AuditEvent.Failed(AuditSamples.SESSION, new Problem("x", "", hostile.text()));

        List<JsonNode> lines = lines(event);
        assertThat(lines.get(0).path("problem").path("todo").asText()).isEqualTo(hostile.text());
        assertThat(lines.get(1).path("problem").path("todo").asText()).isEqualTo(whole(hostile));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void reason_isKeptToTheCharacter(HostileText hostile) throws IOException {
        AuditEvent event = AuditEvent.Decided.deny(AuditSamples.ASKED, List.of(hostile.text()));

        List<JsonNode> lines = lines(event);
        assertThat(lines.get(0).path("reasons").path(0).asText()).isEqualTo(hostile.text());
        assertThat(lines.get(1).path("reasons").path(0).asText()).isEqualTo(whole(hostile));
    }

    /** What its CloudEvent says to a reader who keeps text in UTF-8, which has no halves of pairs. */
    private static String whole(HostileText hostile) {
        return new String(hostile.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** The members of the line, and those of the data that the official reader finds in its CloudEvent. */
    private static List<JsonNode> lines(AuditEvent event) throws IOException {
        byte[] line = AuditLine.encode(1, AuditLine.GENESIS, event);
        byte[] form = CloudEventForm.of(line);
        assertPlain(line);
        assertPlain(form);
        CloudEvent read = new JsonFormat().deserialize(form);
        assertThat(read.getData()).isNotNull();
        return List.of(JSON.readTree(line), JSON.readTree(read.getData().toBytes()));
    }

    private static void assertPlain(byte[] line) {
        assertThat(new String(line, StandardCharsets.ISO_8859_1).chars()).allMatch(c -> c >= ' ' && c < 0x7f);
    }
}
