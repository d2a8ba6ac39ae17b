package io.github.jitcredentials.lease;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.HostileText;
import io.github.jitcredentials.model.LeaseId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is in it, a line of a journal or of the guardian's pipe is one line, and reads as what was written. */
class HostileJournalTest {
    private static final String ALL = "io.github.jitcredentials.model.HostileText#all";

    @ParameterizedTest
    @MethodSource(ALL)
    void journalLine_readsAsWritten(HostileText hostile) throws Exception {
        ObjectNode entry = new ObjectMapper().createObjectNode().put("unit", hostile.text());

        byte[] line = JournalLine.encode(entry, 3);

        String text = new String(line, StandardCharsets.UTF_8);
        assertThat(text).endsWith("}\n");
        assertThat(text.substring(0, text.length() - 1)).doesNotContain("\n", "\r");
        assertThat(JournalLine.decode(text.substring(0, text.length() - 1), 3)
                        .path("unit")
                        .asText())
                .isEqualTo(whole(hostile));
    }

    @ParameterizedTest
    @MethodSource(ALL)
    void guardiansAnswer_readsAsWritten(HostileText hostile) throws Exception {
        LeaseId lease = LeaseTests.ID;

        String line = GuardianWire.say(new GuardianWire.Answer.Refused(lease, hostile.text()));

        assertThat(line).doesNotContain("\n", "\r");
        assertThat(GuardianWire.answer(line)).isEqualTo(new GuardianWire.Answer.Refused(lease, hostile.text()));
    }

    /** UTF-8 has no halves of pairs, and nothing that comes here holds one. */
    private static String whole(HostileText hostile) {
        return new String(hostile.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
