package io.github.jitcredentials.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Any bytes as an audit log, as they are and as lines whose numbers and hashes are right: a verdict, and nothing thrown. */
public final class AuditLogFuzz {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILE = temporary();

    private AuditLogFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        verify(data);
        verify(chained(new String(data, StandardCharsets.UTF_8)));
    }

    private static void verify(byte[] log) throws IOException {
        Files.write(FILE, log);
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        AuditVerdict verdict = AuditVerifier.export(FILE, events);
        if (!verdict.equals(AuditVerifier.verify(FILE))) {
            throw new AssertionError("the export saw another log");
        }
        long lines = events.toString(StandardCharsets.US_ASCII).lines().count();
        if (lines != verdict.head().seq()) {
            throw new AssertionError(lines + " events of " + verdict.head().seq() + " lines");
        }
    }

    private static byte[] chained(String lines) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        String prev = AuditLine.GENESIS;
        int seq = 0;
        for (String line : lines.split("\n", -1)) {
            String text = line;
            try {
                if (JSON.readTree(line) instanceof ObjectNode entry) {
                    seq++;
                    entry.remove("hash");
                    entry.put("v", 1).put("seq", seq).put("prev", prev);
                    String body = AuditLine.text(entry);
                    prev = sha256(body);
                    text = body.substring(0, body.length() - 1) + AuditLine.suffix(prev);
                }
            } catch (JsonProcessingException e) {
                // Then it stands there as it is.
            }
            log.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return log.toByteArray();
    }

    private static String sha256(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Path temporary() {
        try {
            Path file = Files.createTempFile("audit", ".jsonl");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
