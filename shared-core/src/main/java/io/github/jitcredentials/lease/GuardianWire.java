package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.LeaseId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the two pipes between a process and its guardian: one JSON object a line, UTF-8, at most {@link #LONGEST} bytes.
 * Orders go in, answers come out.
 */
final class GuardianWire {
    static final int LONGEST = 512 * 1024;

    private GuardianWire() {}

    /** What the owner wants. */
    sealed interface Order {
        record Hold(GuardedLease lease) implements Order {}

        record Alive(LeaseId lease, int value, Instant at) implements Order {}

        record Release(LeaseId lease) implements Order {}

        record Bye() implements Order {}
    }

    /** What the guardian says. */
    sealed interface Answer {
        record Ready(long pid) implements Answer {}

        record Holding(LeaseId lease) implements Answer {}

        record Refused(LeaseId lease, String why) implements Answer {}

        record Ended(Guardian.Ended what) implements Answer {}

        /** It can't work at all. */
        record Unfit(String why) implements Answer {}
    }

    static String hold(GuardedLease lease) {
        ObjectNode node = Json.object()
                .put("do", "hold")
                .put("deadline", lease.deadline().toString())
                .put("remainingMillis", lease.remaining().toMillis())
                .put("restIsProven", lease.restIsProven());
        node.set("intent", JournalCodec.intent(lease.intent()));
        ArrayNode values = node.putArray("values");
        lease.values().forEach(value -> values.add(value(value)));
        node.set("secrets", Json.revealed(lease.secrets()));
        if (lease.journal() != null) {
            node.put("journal", lease.journal().toString());
        }
        return node.toString();
    }

    static String alive(LeaseId lease, int value, Instant at) {
        return about("alive", lease)
                .put("value", value)
                .put("at", at.toString())
                .toString();
    }

    static String release(LeaseId lease) {
        return about("release", lease).toString();
    }

    static String bye() {
        return Json.object().put("do", "bye").toString();
    }

    static Order order(String line) throws Malformed {
        JsonNode node = Json.parse(line);
        String what = Json.text(node, "do");
        return switch (what) {
            case "hold" -> new Order.Hold(guarded(node));
            case "alive" ->
                new Order.Alive(JournalCodec.lease(node), JournalCodec.value(node), Json.instant(node, "at"));
            case "release" -> new Order.Release(JournalCodec.lease(node));
            case "bye" -> new Order.Bye();
            default -> throw new Malformed("wants something unknown");
        };
    }

    static String say(Answer answer) {
        ObjectNode node;
        if (answer instanceof Answer.Ready ready) {
            node = Json.object().put("is", "ready").put("pid", ready.pid());
        } else if (answer instanceof Answer.Holding holding) {
            node = Json.object()
                    .put("is", "holding")
                    .put("lease", holding.lease().value());
        } else if (answer instanceof Answer.Refused refused) {
            node = Json.object()
                    .put("is", "refused")
                    .put("lease", refused.lease().value());
            node.put("why", refused.why());
        } else if (answer instanceof Answer.Ended ended) {
            node = Json.object()
                    .put("is", "ended")
                    .put("lease", ended.what().lease().value());
            node.put("outcome", ended.what().outcome().name())
                    .put("at", ended.what().at().toString());
        } else {
            node = Json.object().put("is", "unfit").put("why", ((Answer.Unfit) answer).why());
        }
        return node.toString();
    }

    static Answer answer(String line) throws Malformed {
        JsonNode node = Json.parse(line);
        String is = Json.text(node, "is");
        return switch (is) {
            case "ready" -> new Answer.Ready(Json.number(node, "pid"));
            case "holding" -> new Answer.Holding(JournalCodec.lease(node));
            case "refused" -> new Answer.Refused(JournalCodec.lease(node), Json.text(node, "why"));
            case "ended" ->
                new Answer.Ended(new Guardian.Ended(
                        JournalCodec.lease(node),
                        Json.oneOf(LeaseState.class, node, "outcome"),
                        Json.instant(node, "at")));
            case "unfit" -> new Answer.Unfit(Json.text(node, "why"));
            default -> throw new Malformed("says something unknown");
        };
    }

    /** The next line; empty at the end, where a line without its line feed does not count: its writer died over it. */
    static Optional<String> readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != -1; b = in.read()) {
            if (b == '\n') {
                return Optional.of(line.toString(StandardCharsets.UTF_8));
            }
            if (line.size() == LONGEST) {
                throw new IOException("a line is longer than " + LONGEST + " bytes");
            }
            line.write(b);
        }
        return Optional.empty();
    }

    private static ObjectNode about(String what, LeaseId lease) {
        return Json.object().put("do", what).put("lease", lease.value());
    }

    private static GuardedLease guarded(JsonNode node) throws Malformed {
        try {
            return new GuardedLease(
                    JournalCodec.intent(Json.child(node, "intent")),
                    Json.secrets(Json.child(node, "secrets")),
                    values(node),
                    Json.instant(node, "deadline"),
                    Duration.ofMillis(Json.number(node, "remainingMillis")),
                    node.path("restIsProven").asBoolean(false),
                    journal(node));
        } catch (IllegalArgumentException e) {
            throw new Malformed("holds no lease");
        }
    }

    private static ObjectNode value(GuardedValue value) {
        ObjectNode node = Json.object()
                .put("value", value.number())
                .put("requestId", value.requestId())
                .put("until", value.until().toString());
        value.known().ifPresent(handle -> {
            node.set("open", Json.texts(handle.open()));
            node.set("sealed", Json.revealed(handle.sealed()));
        });
        if (value.seenAliveAt() != null) {
            node.put("seenAlive", value.seenAliveAt().toString());
        }
        return node;
    }

    private static List<GuardedValue> values(JsonNode node) throws Malformed {
        List<GuardedValue> values = new ArrayList<>();
        JsonNode array = node.get("values");
        if (array == null || !array.isArray() || array.isEmpty()) {
            throw new Malformed("holds no value");
        }
        for (JsonNode value : array) {
            values.add(new GuardedValue(
                    JournalCodec.value(value),
                    Json.text(value, "requestId"),
                    value.has("open")
                            ? new Handle(Json.texts(value, "open"), Json.secrets(Json.child(value, "sealed")))
                            : null,
                    Json.instant(value, "until"),
                    value.has("seenAlive") ? Json.instant(value, "seenAlive") : null));
        }
        return values;
    }

    private static @Nullable Path journal(JsonNode node) throws Malformed {
        try {
            return node.has("journal") ? Path.of(Json.text(node, "journal")) : null;
        } catch (InvalidPathException e) {
            throw new Malformed("names no journal");
        }
    }
}
