package io.github.jitcredentials.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes as a journal, as they are and as the records of lines whose numbers and sums are right: leases, a torn end, or damage.
 */
public final class JournalFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JournalFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        parse(data);
        parse(summed(new String(data, StandardCharsets.UTF_8)));
    }

    private static void parse(byte[] journal) {
        try {
            JournalContents contents = JournalContents.read(new ByteArrayInputStream(journal));
            if (contents.goodBytes() < 0 || contents.goodBytes() > journal.length) {
                throw new AssertionError("more good bytes than there are");
            }
            contents.alive();
        } catch (JournalContents.Damaged e) {
            // As it should be.
        } catch (IOException e) {
            throw new UncheckedIOException("memory can be read", e);
        }
    }

    private static byte[] summed(String records) {
        ByteArrayOutputStream journal = new ByteArrayOutputStream();
        long number = 0;
        for (String record : records.split("\n", -1)) {
            try {
                if (JSON.readTree(record) instanceof ObjectNode entry) {
                    journal.writeBytes(JournalLine.encode(entry, number++));
                    continue;
                }
            } catch (JsonProcessingException | IllegalArgumentException e) {
                // No record, or too long for one: then it stands there as it is.
            }
            journal.writeBytes(record.getBytes(StandardCharsets.UTF_8));
        }
        return journal.toByteArray();
    }
}
