package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.Renewal;
import io.github.jitcredentials.lease.JournalRecord.Retired;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Destination;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Journal records as JSON trees and back. */
final class JournalCodec {
    static final int VERSION = 1;

    private JournalCodec() {}

    /**
     * The first line of a journal: whose it is, and where it belongs.
     *
     * @param owner the journal's name
     * @param machine where its process runs
     * @param directory where it lies
     */
    record Header(String owner, Machine machine, JournalDirectory directory) {}

    /** A handle as it lies on disk: its secret parts can be opened with the key only, and only for the same value and issuer. */
    record SealedHold(
            LeaseId lease,
            int value,
            SortedMap<String, String> open,
            String sealed,
            Instant issuedAt,
            Instant expiresAt) {
        /** The handle; empty if the key is another one or anything it was sealed with was changed. */
        Optional<Handle> open(SealKey key, String owner, Intent intent) {
            return key.open(sealed, about(owner, intent, this)).flatMap(text -> {
                try {
                    Map<String, Secret> secrets = Json.secrets(Json.parse(text));
                    return Optional.of(new Handle(open, secrets));
                } catch (Malformed | IllegalArgumentException e) {
                    return Optional.empty();
                }
            });
        }
    }

    static ObjectNode header(Header header) {
        Machine machine = header.machine();
        return Json.object()
                .put("is", "journal")
                .put("version", VERSION)
                .put("owner", header.owner())
                .put("host", machine.host())
                .put("boot", machine.boot())
                .put("pid", machine.pid())
                .put("startedAt", machine.startedAt().toString())
                .put("directory", header.directory().path().toString())
                .put("directoryIdentity", header.directory().identity());
    }

    static Header header(JsonNode node) throws Malformed {
        if (!Json.text(node, "is").equals("journal") || Json.number(node, "version") != VERSION) {
            throw new Malformed("is no journal of a version known here");
        }
        return new Header(
                Json.text(node, "owner"),
                new Machine(
                        Json.text(node, "host"),
                        Json.text(node, "boot"),
                        Json.number(node, "pid"),
                        Json.instant(node, "startedAt")),
                new JournalDirectory(Path.of(Json.text(node, "directory")), Json.text(node, "directoryIdentity")));
    }

    static ObjectNode intent(Intent intent) {
        CredentialRequest request = intent.request();
        ObjectNode node = Json.object()
                .put("is", "intent")
                .put("lease", intent.lease().value())
                .put("at", intent.at().toString())
                .put("deadline", intent.deadline().toString())
                .put("profile", request.profile())
                .put("host", request.task().host())
                .put("unit", request.task().unit())
                .put("purpose", request.task().purpose().text())
                .put("ttl", request.ttl().toString())
                .put("requestId", intent.requestId())
                .put("owner", intent.owner().name());
        request.renewal().ifPresent(renewal -> node.put("renew", renewal.toString()));
        request.destination().ifPresent(to -> node.put("to", to.toString()));
        ObjectNode scope = node.putObject("scope");
        request.scope().parts().forEach((name, values) -> {
            ArrayNode array = scope.putArray(name);
            values.forEach(array::add);
        });
        node.set("issuer", Json.spec(intent.issuer()));
        node.set("identity", Json.spec(intent.identity()));
        return node;
    }

    static Intent intent(JsonNode node) throws Malformed {
        try {
            JsonNode to = node.get("to");
            JsonNode renew = node.get("renew");
            var issuer = Json.issuer(node, "issuer");
            return new Intent(
                    lease(node),
                    Json.instant(node, "at"),
                    new CredentialRequest(
                            Json.text(node, "profile"),
                            issuer.name(),
                            scope(Json.child(node, "scope")),
                            Duration.parse(Json.text(node, "ttl")),
                            renew == null ? null : Duration.parse(renew.asText()),
                            new Task(
                                    Json.text(node, "host"),
                                    Json.text(node, "unit"),
                                    new Purpose(Json.text(node, "purpose"))),
                            destination(to)),
                    Json.text(node, "requestId"),
                    issuer,
                    Json.identity(node, "identity"),
                    Json.oneOf(OwnerKind.class, node, "owner"));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new Malformed("is no valid intent");
        }
    }

    /**
     * A handle, sealed together with everything that says what it is for: a record that is copied under another lease, or whose
     * issuer is changed to another address, can't be opened.
     */
    static ObjectNode held(Held held, String owner, Intent intent, SealKey key) {
        SealedHold plain = new SealedHold(
                held.lease(), held.value(), new TreeMap<>(held.handle().open()), "", held.issuedAt(), held.expiresAt());
        ObjectNode node = Json.object()
                .put("is", "held")
                .put("lease", held.lease().value())
                .put("value", held.value())
                .put("issuedAt", held.issuedAt().toString())
                .put("expiresAt", held.expiresAt().toString());
        node.set("open", Json.texts(held.handle().open()));
        return node.put(
                "sealed", key.seal(Json.revealed(held.handle().sealed()).toString(), about(owner, intent, plain)));
    }

    static SealedHold held(JsonNode node) throws Malformed {
        return new SealedHold(
                lease(node),
                value(node),
                Json.texts(node, "open"),
                Json.text(node, "sealed"),
                Json.instant(node, "issuedAt"),
                Json.instant(node, "expiresAt"));
    }

    static ObjectNode seenAlive(SeenAlive seen) {
        return Json.object()
                .put("is", "alive")
                .put("lease", seen.lease().value())
                .put("value", seen.value())
                .put("at", seen.at().toString());
    }

    static SeenAlive seenAlive(JsonNode node) throws Malformed {
        return new SeenAlive(lease(node), value(node), Json.instant(node, "at"));
    }

    static ObjectNode renewal(Renewal renewal) {
        return Json.object()
                .put("is", "renewal")
                .put("lease", renewal.lease().value())
                .put("value", renewal.value())
                .put("requestId", renewal.requestId())
                .put("at", renewal.at().toString());
    }

    static Renewal renewal(JsonNode node) throws Malformed {
        return new Renewal(lease(node), value(node), Json.text(node, "requestId"), Json.instant(node, "at"));
    }

    static ObjectNode retired(Retired retired) {
        return Json.object()
                .put("is", "retired")
                .put("lease", retired.lease().value())
                .put("value", retired.value())
                .put("fate", retired.fate().name())
                .put("at", retired.at().toString());
    }

    static Retired retired(JsonNode node) throws Malformed {
        try {
            return new Retired(
                    lease(node), value(node), Json.oneOf(LeaseState.class, node, "fate"), Json.instant(node, "at"));
        } catch (IllegalArgumentException e) {
            throw new Malformed("ends a value in a way that is none");
        }
    }

    static ObjectNode transition(Transition transition) {
        return Json.object()
                .put("is", "moved")
                .put("lease", transition.lease().value())
                .put("at", transition.at().toString())
                .put("event", transition.event().name())
                .put("state", transition.state().name())
                .put("detail", transition.detail());
    }

    static Transition transition(JsonNode node) throws Malformed {
        return new Transition(
                lease(node),
                Json.oneOf(LeaseEvent.class, node, "event"),
                Json.oneOf(LeaseState.class, node, "state"),
                Json.instant(node, "at"),
                Json.text(node, "detail"));
    }

    static int value(JsonNode node) throws Malformed {
        long value = Json.number(node, "value");
        if (value < JournalRecord.FIRST || value > Integer.MAX_VALUE) {
            throw new Malformed("numbers no value");
        }
        return (int) value;
    }

    static LeaseId lease(JsonNode node) throws Malformed {
        try {
            return new LeaseId(Json.text(node, "lease"));
        } catch (IllegalArgumentException e) {
            throw new Malformed("has no lease id");
        }
    }

    private static String about(String owner, Intent intent, SealedHold hold) {
        ObjectNode about = Json.object()
                .put("lease", hold.lease().value())
                .put("value", hold.value())
                .put("owner", owner)
                .put("issuedAt", hold.issuedAt().toString())
                .put("expiresAt", hold.expiresAt().toString());
        about.set("open", Json.texts(hold.open()));
        about.set("issuer", Json.spec(intent.issuer()));
        about.set("identity", Json.spec(intent.identity()));
        return about.toString();
    }

    private static Scope scope(JsonNode node) throws Malformed {
        SortedMap<String, SortedSet<String>> parts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> part : node.properties()) {
            SortedSet<String> values = new TreeSet<>();
            part.getValue().forEach(value -> values.add(value.asText()));
            parts.put(part.getKey(), values);
        }
        return new Scope(parts);
    }

    private static @Nullable Destination destination(@Nullable JsonNode to) {
        return to == null ? null : Destination.parse(to.asText());
    }
}
