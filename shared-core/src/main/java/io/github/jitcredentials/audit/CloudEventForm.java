package io.github.jitcredentials.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * A line of the log as a CloudEvent, for those who collect events of many kinds: version 1.0.2 of the specification, its JSON
 * format, structured mode. A function of the line alone, so that whoever makes it, and whenever, makes the same event. What
 * the line says is in {@code data} in the same order, and {@code prevhash} and {@code hash} tell whose neighbour it is: the
 * line can be made again from it.
 */
final class CloudEventForm {
    private static final String TYPE = "io.github.jitcredentials.audit.";
    private static final String SOURCE = "/jit-credentials/sessions/";

    /** Of a line that no session wrote: it tells of an append that was cut short. */
    private static final String NOBODY = "/jit-credentials/log";

    /** Members of a line that are attributes of the event, and not in its data. */
    private static final Set<String> ATTRIBUTES = Set.of("v", "seq", "at", "event", "prev", "hash");

    private CloudEventForm() {}

    /**
     * @param line without its line end
     * @return in ASCII, without a line end
     * @throws BadLog if the line is not as it was written
     */
    static byte[] of(byte[] line) throws BadLog {
        AuditLine known = AuditLine.parse(line);
        JsonNode members = AuditLine.json(line);
        String session = members.path("session").asText();
        ObjectNode event = AuditLine.object();
        event.put("specversion", "1.0");
        // Not only the number: a log that was moved away begins with 1 again, and a session may go on in the next.
        event.put("id", known.seq() + "-" + known.hash().substring(0, 16));
        event.put("source", session.isEmpty() ? NOBODY : SOURCE + session);
        event.put("type", TYPE + known.event() + ".v" + members.path("v").asInt());
        if (members.has("lease")) {
            event.put("subject", members.path("lease").asText());
        }
        event.put("time", members.path("at").asText());
        event.put("datacontenttype", "application/json");
        // The sequence extension wants text that sorts as its numbers do.
        event.put("sequence", String.format(Locale.ROOT, "%012d", known.seq()));
        event.put("prevhash", known.prev());
        event.put("hash", known.hash());
        ObjectNode data = event.putObject("data");
        members.properties().forEach(member -> {
            if (!ATTRIBUTES.contains(member.getKey())) {
                data.set(member.getKey(), member.getValue());
            }
        });
        return AuditLine.text(event).getBytes(StandardCharsets.US_ASCII);
    }
}
