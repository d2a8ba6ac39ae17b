package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.jackson.JsonFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As the CloudEvents project's own reader sees them. */
class CloudEventFormTest {
    private static final JsonFormat READER = new JsonFormat();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREV = "a".repeat(64);

    static Iterable<AuditEvent> events() {
        return AuditSamples.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyKindOfEvent_isReadByTheOfficialReader(AuditEvent event) throws IOException {
        byte[] line = AuditLine.encode(7, PREV, event);
        CloudEvent read = READER.deserialize(CloudEventForm.of(line));
        String hash = AuditLine.parse(line).hash();

        assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(read.getId()).isEqualTo("7-" + hash.substring(0, 16));
        assertThat(read.getSource()).hasToString("/jit-credentials/sessions/00112233445566ff");
        assertThat(read.getType()).isEqualTo("io.github.jitcredentials.audit." + event.name() + ".v1");
        assertThat(read.getSubject())
                .isEqualTo(
                        event.about().lease() == null
                                ? null
                                : event.about().lease().value());
        assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse("2026-11-22T12:00:00Z"));
        assertThat(read.getDataContentType()).isEqualTo("application/json");
        assertThat(read.getDataSchema()).isNull();
        assertThat(read.getExtensionNames()).containsExactlyInAnyOrder("sequence", "prevhash", "hash");
        assertThat(read.getExtension("sequence")).isEqualTo("000000000007");
        assertThat(read.getExtension("prevhash")).isEqualTo(PREV);
        assertThat(read.getExtension("hash")).isEqualTo(hash);
    }

    /** Nothing is lost: who has the event only can still check it against the log's chain. */
    @ParameterizedTest
    @MethodSource("events")
    void everyLine_canBeMadeAgainFromItsEvent(AuditEvent event) throws IOException {
        byte[] line = AuditLine.encode(7, PREV, event);
        JsonNode form = JSON.readTree(CloudEventForm.of(line));
        String type = form.path("type").asText();
        ObjectNode again = AuditLine.object()
                .put("v", Integer.parseInt(type.substring(type.lastIndexOf(".v") + 2)))
                .put("seq", Long.parseLong(form.path("sequence").asText()))
                .put("at", form.path("time").asText())
                .put("event", event.name());
        again.setAll((ObjectNode) form.path("data"));
        again.put("prev", form.path("prevhash").asText())
                .put("hash", form.path("hash").asText());

        assertThat(AuditLine.text(again)).isEqualTo(new String(line, StandardCharsets.US_ASCII));
    }

    @Test
    void appendThatWasCutShort_isAnEventOfNoSession() throws IOException {
        byte[] line = AuditLine.encodeTorn(3, PREV, AuditSamples.NOON, "{\"v\"".getBytes(StandardCharsets.US_ASCII));
        CloudEvent read = READER.deserialize(CloudEventForm.of(line));

        assertThat(read.getType()).isEqualTo("io.github.jitcredentials.audit.torn.v1");
        assertThat(read.getSource()).hasToString("/jit-credentials/log");
        assertThat(read.getSubject()).isNull();
    }

    @Test
    void sameNumberInAnotherLog_hasAnotherId() throws IOException {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            byte[] line = AuditLine.encode(1, AuditLine.GENESIS, AuditSamples.numbered(i));
            ids.add(READER.deserialize(CloudEventForm.of(line)).getId());
        }

        assertThat(ids).hasSize(3);
    }

    @Test
    void changedLine_isNoEvent() throws IOException {
        byte[] line = AuditLine.encode(7, PREV, AuditSamples.numbered(1));
        line[20] ^= 1;

        assertThatThrownBy(() -> CloudEventForm.of(line)).isInstanceOf(BadLog.class);
    }
}
