package io.github.jitcredentials.audit;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Durations;
import io.github.jitcredentials.model.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log, without its line end: a JSON object in ASCII whose last two members are {@code prev}, the hash of the
 * line before, and {@code hash}, the SHA-256 of this line as it reads without that last member. So anybody can check one:
 * {@code sed 's/,"hash":"[0-9a-f]*"}$/}/' | tr -d '\n' | sha256sum}.
 *
 * @param seq 1 for a file's first line, one more for each that follows
 * @param prev the hash of the line before; {@link #GENESIS} in the first
 * @param hash its own
 * @param event what it tells, as {@link AuditEvent#name} or {@link #TORN}
 */
record AuditLine(long seq, String prev, String hash, String event) {
    static final String GENESIS = "0".repeat(64);

    /** The longest line, in bytes, that is written or accepted. */
    static final int LONGEST = 128 * 1024;

    /** The event that stands where an append was cut short by a crash or a full disk. */
    static final String TORN = "torn";

    static final String KEEP = "Move it away, and keep it: a new one will be started.";

    private static final int VERSION = 1;
    private static final int HASH_MEMBER = ",\"hash\":\"\"}".length() + 64;

    // ASCII only: what a claim or an issuer's answer holds can't move a terminal's cursor or turn text around.
    private static final JsonMapper JSON = JsonMapper.builder(
                    new JsonFactoryBuilder().characterEscapes(new DeleteToo()).build())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** ASCII has one control character that JSON lets stand. */
    private static final class DeleteToo extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
            codes[0x7f] = CharacterEscapes.ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    /** @throws BadLog if the line would be too long */
    static byte[] encode(long seq, String prev, AuditEvent event) throws IOException {
        return encode(seq, prev, members(event));
    }

    /** A line that tells of a fragment which was found at the end of the file. */
    static byte[] encodeTorn(long seq, String prev, Instant at, byte[] fragment) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("at", at.toString());
        members.put("event", TORN);
        members.put("bytes", fragment.length);
        members.put("sha256", sha256(fragment, fragment.length));
        members.put("begins", new String(fragment, 0, Math.min(fragment.length, 1024), StandardCharsets.ISO_8859_1));
        return encode(seq, prev, members);
    }

    /**
     * Reads a line and checks it against its own hash.
     *
     * @throws BadLog if it is not as it was written
     */
    static AuditLine parse(byte[] line) throws BadLog {
        JsonNode json = json(line);
        int end = line.length - HASH_MEMBER;
        String hash = json.path("hash").asText();
        if (end <= 0 || !suffix(hash).equals(new String(line, end, HASH_MEMBER, StandardCharsets.US_ASCII))) {
            throw new BadLog("has a line that does not end with its hash", KEEP);
        }
        byte[] body = line.clone();
        body[end] = '}';
        if (!sha256(body, end + 1).equals(hash)) {
            throw new BadLog("has a line that was changed: its hash is another", KEEP);
        }
        if (json.path("v").asInt() != VERSION) {
            throw new BadLog("has a line of version " + json.path("v").asInt() + ", known is " + VERSION, KEEP);
        }
        return new AuditLine(
                json.path("seq").asLong(),
                json.path("prev").asText(),
                hash,
                json.path("event").asText());
    }

    /** How a line with this hash ends. */
    static String suffix(String hash) {
        return ",\"hash\":\"" + hash + "\"}";
    }

    /** A line's members, unchecked. */
    static JsonNode json(byte[] line) throws BadLog {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new BadLog("has a line that is not JSON", KEEP);
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** In ASCII, as everything here. */
    static String text(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    private static byte[] encode(long seq, String prev, Map<String, Object> members) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("v", VERSION);
        all.put("seq", seq);
        all.putAll(members);
        all.put("prev", prev);
        byte[] body = JSON.writeValueAsBytes(all);
        if (body.length + HASH_MEMBER > LONGEST) {
            throw new BadLog("takes lines of " + LONGEST + " bytes, not " + body.length, "");
        }
        String text = new String(body, 0, body.length - 1, StandardCharsets.US_ASCII);
        return (text + suffix(sha256(body, body.length))).getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, Object> members(AuditEvent event) {
        About about = event.about();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("at", about.at().toString());
        out.put("event", event.name());
        out.put("session", about.session().value());
        if (about.lease() != null) {
            out.put("lease", about.lease().value());
        }
        if (about.request() != null) {
            putRequest(out, about.request());
        }
        if (about.expiresAt() != null) {
            Instant end = about.expiresAt();
            out.put("expires", end.equals(Instant.MAX) ? "never" : end.toString());
        }
        if (about.identity() != null) {
            out.put("identity", identity(about.identity()));
        }
        new TreeMap<>(event.details()).forEach((name, value) -> {
            if (out.put(name, value) != null) {
                throw new IllegalStateException(event.name() + " says " + name + " twice");
            }
        });
        return out;
    }

    private static void putRequest(Map<String, Object> out, CredentialRequest request) {
        out.put("profile", request.profile());
        out.put("issuer", request.issuer());
        out.put("scope", request.scope().parts());
        out.put("ttl", Durations.format(request.ttl()));
        request.renewal().ifPresent(renewal -> out.put("renew", Durations.format(renewal)));
        out.put("host", request.task().host());
        out.put("unit", request.task().unit());
        out.put("purpose", request.task().purpose().text());
        request.destination().ifPresent(to -> out.put("to", to.toString()));
    }

    private static Map<String, String> identity(Identity identity) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("source", identity.source());
        out.put("issuer", identity.issuer());
        out.put("subject", identity.subject());
        out.put("expires", identity.expiresAt().toString());
        return out;
    }

    private static String sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
