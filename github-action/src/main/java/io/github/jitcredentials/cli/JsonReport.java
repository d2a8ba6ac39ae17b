package io.github.jitcredentials.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Reports for programs: JSON, a line a document. Times are UTC, durations milliseconds; no secret in any of it. */
final class JsonReport {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonReport() {}

    /** What became of the leases of one command. */
    static ObjectNode of(int exitCode, List<LeaseReport> leases) {
        ObjectNode root = JSON.objectNode();
        root.put("exitCode", exitCode);
        ArrayNode all = root.putArray("leases");
        leases.forEach(lease -> all.add(of(lease)));
        return root;
    }

    static ObjectNode of(LeaseReport lease) {
        ObjectNode node = JSON.objectNode();
        node.put("lease", lease.id().toString());
        node.put("request", lease.requestId());
        node.put("profile", lease.profile());
        node.put("unit", lease.unit());
        node.put("purpose", lease.purpose().toString());
        node.put("scope", lease.scope().toString());
        node.put("ttlMillis", lease.ttl().toMillis());
        node.put("reason", word(lease.reason()));
        node.put("outcome", word(lease.outcome()));
        node.put("issuedAt", lease.issuedAt().toString());
        node.put("livedMillis", lease.lived().toMillis());
        if (lease.revokedAfter() != null) {
            node.put("revokedAfterMillis", lease.revokedAfter().toMillis());
        }
        if (lease.seenAliveAt() != null) {
            node.put("seenAliveAt", lease.seenAliveAt().toString());
        }
        if (lease.provenAt() != null) {
            node.put("provenDeadAt", lease.provenAt().toString());
        }
        if (lease.aliveUntil() != null) {
            node.put("aliveUntil", end(lease.aliveUntil()));
        }
        if (lease.problem() != null) {
            node.set("problem", of(lease.problem()));
        }
        return node;
    }

    /** A time, or that there is none. */
    static String end(Instant end) {
        return end.equals(Instant.MAX) ? "never" : end.toString();
    }

    static ObjectNode of(Problem problem) {
        ObjectNode node = JSON.objectNode();
        node.put("what", problem.what());
        node.put("where", problem.where());
        node.put("todo", problem.todo());
        return node;
    }

    /** As in {@code failed-task}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static void write(ObjectNode node, OutputStream out) throws IOException {
        out.write((node + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Into a file (0600 if it is new), or what a path like {@code /dev/fd/3} stands for. */
    static void write(ObjectNode node, Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (OutputStream out = Files.newOutputStream(
                file, Files.isRegularFile(file) ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.WRITE)) {
            write(node, out);
        }
    }
}
