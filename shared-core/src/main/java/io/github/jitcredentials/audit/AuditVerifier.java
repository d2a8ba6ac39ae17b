package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from its first line and tells the first one that is not as it was written. Needs neither key nor lock, and
 * memory for one line; while somebody appends, the last line may look torn.
 */
public final class AuditVerifier {
    private final Path file;
    private final @Nullable AuditHead anchor;
    private final List<Problem> notes = new ArrayList<>();
    private @Nullable OutputStream events;
    private AuditHead head = new AuditHead(0, AuditLine.GENESIS);

    private AuditVerifier(Path file, @Nullable AuditHead anchor) {
        this.file = file;
        this.anchor = anchor;
    }

    /** @throws IOException if it can't be read */
    public static AuditVerdict verify(Path file) throws IOException {
        return new AuditVerifier(file, null).run();
    }

    /**
     * The same; and the line that was the last one at some time must still be there.
     *
     * @throws IOException if it can't be read
     */
    public static AuditVerdict verify(Path file, AuditHead anchor) throws IOException {
        return new AuditVerifier(file, anchor).run();
    }

    /**
     * Verifies, and writes each good line as a CloudEvent (version 1.0.2, JSON format), one a line, until the first that is not
     * good. Made again, or by the file that is written beside a log, an event is the same to the byte; its {@code source} and
     * {@code id} tell it apart from all others.
     *
     * @param out not closed
     * @throws IOException if the log can't be read or {@code out} not written
     */
    public static AuditVerdict export(Path file, OutputStream out) throws IOException {
        AuditVerifier verifier = new AuditVerifier(file, null);
        verifier.events = out;
        return verifier.run();
    }

    private AuditVerdict run() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    if (line.size() > AuditLine.LONGEST) {
                        throw new BadLog("has a line longer than any it takes", AuditLine.KEEP);
                    }
                    continue;
                }
                check(line.toByteArray());
                line.reset();
            }
            if (line.size() > 0) {
                note("the last append was cut short after " + line.size() + " bytes");
            }
            if (anchor != null && head.seq() < anchor.seq()) {
                throw new BadLog("ends before line " + anchor.seq() + ", which was there", AuditLine.KEEP);
            }
            return new AuditVerdict(head, null, notes);
        } catch (BadLog e) {
            return new AuditVerdict(head, problem("the audit log " + e.getMessage(), e.todo()), notes);
        }
    }

    private void check(byte[] bytes) throws IOException {
        AuditLine line = AuditLine.parse(bytes);
        if (line.seq() != head.seq() + 1) {
            throw new BadLog("has line " + line.seq() + " here, wanted " + (head.seq() + 1), AuditLine.KEEP);
        }
        if (!line.prev().equals(head.hash())) {
            throw new BadLog("has a line that does not follow the one before it", AuditLine.KEEP);
        }
        if (anchor != null && anchor.seq() == line.seq() && !anchor.hash().equals(line.hash())) {
            throw new BadLog("has another line than the one that was here", AuditLine.KEEP);
        }
        if (line.event().equals(AuditLine.TORN)) {
            note("an append was cut short here, and the log went on");
        }
        head = new AuditHead(line.seq(), line.hash());
        if (events != null) {
            events.write(CloudEventForm.of(bytes));
            events.write('\n');
        }
    }

    private void note(String what) {
        notes.add(problem(what, ""));
    }

    private Problem problem(String what, String todo) {
        return new Problem(what, file + ":" + (head.seq() + 1), todo);
    }
}
