package io.github.jitcredentials.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditLineTest {
    private static final String REQUEST =
            "\"profile\":\"deploy\",\"issuer\":\"sso\",\"scope\":{\"scope\":[\"repo:write\"]},"
                    + "\"ttl\":\"5m\",\"host\":\"maven\",\"unit\":\"deploy:deploy (default-deploy) @ app\","
                    + "\"purpose\":\"publish 1.4.0\",\"to\":\"https://repo.example.com:443/\"";
    private static final String IDENTITY =
            "\"identity\":{\"source\":\"github-actions\",\"issuer\":\"https://token.example.com\","
                    + "\"subject\":\"repo:acme/app:ref:refs/heads/main\",\"expires\":\"2026-11-22T12:05:00Z\"}";
    private static final String ASKED = REQUEST + "," + IDENTITY;
    private static final String LEASE =
            "\"lease\":\"7f3a9c000001\"," + REQUEST + ",\"expires\":\"2026-11-22T12:05:00Z\"," + IDENTITY;
    private static final String PROBLEM = "\"problem\":{\"todo\":\"Ask again later.\",\"what\":\"it answered 503\","
            + "\"where\":\"https://sso.example.com\"}";

    @Test
    void each_kind_of_event_has_its_line() throws IOException {
        assertThat(AuditSamples.all().stream().map(AuditLineTest::told))
                .containsExactly(
                        "session-opened: \"version\":\"1.0.0\"",
                        "identified: " + IDENTITY
                                + ",\"claims\":{\"claim.run_id\":\"42\",\"ref\":\"refs/heads/main\",\"repository\":\"acme/app\"}",
                        "permitted: " + ASKED + ",\"observed\":false,\"reasons\":[],\"rule\":\"releases from main\"",
                        "permitted: " + ASKED + ",\"observed\":true,\"reasons\":[\"event is schedule, wanted push\"],"
                                + "\"rule\":\"releases from main\"",
                        "denied: " + ASKED + ",\"reasons\":[\"environment is absent, wanted production\"]",
                        "intended: " + LEASE + ",\"request_id\":\"req-1\"",
                        "issued: " + LEASE + ",\"fingerprints\":{\"token\":\"0123456789abcdef\"},"
                                + "\"granted\":{\"scope\":[\"repo:write\"]}",
                        "active: " + LEASE,
                        "renewed: " + LEASE + ",\"fingerprints\":{\"token\":\"fedcba9876543210\"},"
                                + "\"granted\":{\"scope\":[\"repo:write\"]},\"request_id\":\"req-1-2\"",
                        "retired: " + LEASE + ",\"fate\":\"proven\",\"value\":1",
                        "not-renewed: " + LEASE + "," + PROBLEM,
                        "revoking: " + LEASE + ",\"reason\":\"completed\"",
                        "revoked: " + LEASE + ",\"took\":\"84ms\"",
                        "proven: " + LEASE + ",\"seen_alive\":\"2026-11-22T12:00:01Z\"",
                        "stuck: " + LEASE + "," + PROBLEM,
                        "uncertain: " + LEASE + "," + PROBLEM,
                        "expired: " + LEASE,
                        "unended: " + LEASE,
                        "refused: " + LEASE + "," + PROBLEM,
                        "failed: " + PROBLEM,
                        "leak-seen: " + LEASE + ",\"field\":\"token\",\"place\":\"the build's log\"",
                        "session-closed: \"alive\":1,\"leases\":2");
    }

    @Test
    void no_kind_of_event_is_left_out_above() {
        assertThat(AuditSamples.all().stream().map(Object::getClass).collect(Collectors.toSet()))
                .hasSameElementsAs(List.of(AuditEvent.class.getPermittedSubclasses()));
    }

    @Test
    void decisions_grants_and_ends_are_durable() {
        assertThat(AuditSamples.all().stream()
                        .filter(event -> !event.isDurable())
                        .map(AuditEvent::name))
                .containsExactly("session-opened", "identified", "active", "revoking");
    }

    @Test
    void a_line_reads_back() throws IOException {
        byte[] line = AuditLine.encode(7, "a".repeat(64), AuditSamples.numbered(1));
        AuditLine read = AuditLine.parse(line);
        assertThat(read.seq()).isEqualTo(7);
        assertThat(read.prev()).isEqualTo("a".repeat(64));
        assertThat(read.event()).isEqualTo("session-opened");
        assertThat(text(line)).endsWith(AuditLine.suffix(read.hash()));
    }

    @Test
    void the_hash_is_that_of_the_line_without_it() throws Exception {
        String line = text(AuditLine.encode(1, AuditLine.GENESIS, AuditSamples.numbered(1)));
        String body = line.replaceFirst(",\"hash\":\"[0-9a-f]*\"}$", "}");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.US_ASCII));
        assertThat(line)
                .isEqualTo(body.substring(0, body.length() - 1)
                        + AuditLine.suffix(HexFormat.of().formatHex(hash)));
    }

    @Test
    void whatever_byte_is_changed_shows() throws IOException {
        byte[] line = AuditLine.encode(1, AuditLine.GENESIS, AuditSamples.numbered(1));
        for (int i = 0; i < line.length; i++) {
            byte[] changed = line.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> AuditLine.parse(changed)).as("byte %d", i).isInstanceOf(BadLog.class);
            byte[] cut = Arrays.copyOf(line, i);
            assertThatThrownBy(() -> AuditLine.parse(cut)).as("cut at %d", i).isInstanceOf(BadLog.class);
        }
    }

    @Test
    void a_member_that_occurs_twice_shows() throws IOException {
        String line = text(AuditLine.encode(1, AuditLine.GENESIS, AuditSamples.numbered(1)));
        String twice = line.replaceFirst("\"seq\":1", "\"seq\":1,\"seq\":1");
        assertThatThrownBy(() -> AuditLine.parse(twice.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(BadLog.class);
    }

    @Test
    void foreign_text_stays_on_its_line_and_in_ascii() throws IOException {
        Problem hostile = Problem.of("line\nbreak \u001b[31m \u202e right to left \u2028 \"quoted\"");
        String line =
                text(AuditLine.encode(1, AuditLine.GENESIS, new AuditEvent.Failed(AuditSamples.SESSION, hostile)));
        assertThat(line.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(line).contains("line\\nbreak \\u001B[31m \\u202E right to left \\u2028 \\\"quoted\\\"");
    }

    @Test
    void an_event_that_is_too_long_is_refused() {
        String reason = "x".repeat(AuditLine.LONGEST);
        assertThatThrownBy(() -> AuditLine.encode(
                        1, AuditLine.GENESIS, AuditEvent.Decided.deny(AuditSamples.ASKED, List.of(reason))))
                .isInstanceOf(BadLog.class);
    }

    /** The event's name and its members, without those that every line has. */
    private static String told(AuditEvent event) {
        try {
            String line = text(AuditLine.encode(1, AuditLine.GENESIS, event));
            String head = "{\"v\":1,\"seq\":1,\"at\":\"2026-11-22T12:00:00Z\",\"event\":\"" + event.name()
                    + "\",\"session\":\"00112233445566ff\"";
            String tail = ",\"prev\":\"" + AuditLine.GENESIS + "\""
                    + AuditLine.suffix(AuditLine.parse(line.getBytes(StandardCharsets.US_ASCII))
                            .hash());
            assertThat(line).startsWith(head).endsWith(tail);
            String members = line.substring(head.length(), line.length() - tail.length());
            return Stream.of(event.name(), members.isEmpty() ? "" : members.substring(1))
                    .collect(Collectors.joining(": "));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.US_ASCII);
    }
}
