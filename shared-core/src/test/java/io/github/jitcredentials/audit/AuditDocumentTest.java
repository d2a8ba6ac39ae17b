package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/audit.md says is what the log says. */
class AuditDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/audit.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void events_areThoseOfTheCode() throws IOException {
        Map<String, Row> expected = new LinkedHashMap<>();
        for (AuditEvent event : AuditSamples.all()) {
            expected.put(event.name(), new Row(new TreeSet<>(event.details().keySet()), event.isDurable()));
        }
        Set<String> torn = members(AuditLine.encodeTorn(1, AuditLine.GENESIS, AuditSamples.NOON, new byte[] {'x'}));
        torn.removeAll(members(AuditLine.encode(1, AuditLine.GENESIS, AuditSamples.numbered(1))));
        expected.put(AuditLine.TORN, new Row(torn, true));

        assertThat(rows()).isEqualTo(expected);
    }

    @Test
    void members_areThoseOfALine() throws IOException {
        Set<String> said = new TreeSet<>();
        part("## Each line", "<!-- events")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> said.addAll(codes(line.split("\\|", -1)[1])));

        assertThat(said)
                .isEqualTo(members(AuditLine.encode(1, AuditLine.GENESIS, new AuditEvent.Active(AuditSamples.LEASE))));
    }

    @Test
    void attributes_areThoseOfAnEvent() throws IOException {
        List<String> said = new ArrayList<>();
        part("## As CloudEvents", "Nothing is lost")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> said.addAll(codes(line.split("\\|", -1)[1])));
        byte[] line = AuditLine.encode(1, AuditLine.GENESIS, new AuditEvent.Active(AuditSamples.LEASE));
        List<String> attributes = new ArrayList<>();
        AuditLine.json(CloudEventForm.of(line)).fieldNames().forEachRemaining(attributes::add);

        assertThat(said).isEqualTo(attributes);
    }

    private record Row(Set<String> members, boolean onDisk) {}

    private static Map<String, Row> rows() throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        part("<!-- events", "<!-- /events").lines().skip(3).forEach(line -> {
            String[] cells = line.split("\\|", -1);
            rows.put(
                    codes(cells[1]).get(0),
                    new Row(new TreeSet<>(codes(cells[3])), cells[4].strip().equals("yes")));
        });
        return rows;
    }

    private static Set<String> members(byte[] line) throws BadLog {
        JsonNode json = AuditLine.json(line);
        Set<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> codes(String text) {
        List<String> codes = new ArrayList<>();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            codes.add(code.group(1));
        }
        return codes;
    }

    private static String part(String from, String to) throws IOException {
        String text = Files.readString(DOCUMENT);
        int start = text.indexOf(from);
        int end = text.indexOf(to, start);
        assertThat(start).as(from).isNotNegative();
        assertThat(end).as(to).isGreaterThan(start);
        return text.substring(start, end);
    }
}
