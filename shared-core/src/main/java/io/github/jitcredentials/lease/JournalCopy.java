package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.LeaseId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/**
 * A journal's copy that leaves out some leases; on disk, and open at its end.
 *
 * @param out where it goes on; whoever asked for the copy closes it
 * @param lines how many it has
 * @param bytes how many these are
 */
record JournalCopy(JournalFile out, long lines, long bytes) {
    private static final int BLOCK = 1 << 16;

    /**
     * @param to is made; what was left there is overwritten
     * @throws IOException if it can't be written, or the original is not what was written to it
     */
    static JournalCopy of(Path from, Path to, Predicate<LeaseId> kept) throws IOException {
        Files.deleteIfExists(to);
        JournalFile out = JournalFile.create(to);
        try (InputStream in = Files.newInputStream(from)) {
            JournalLines original = new JournalLines(in);
            ByteArrayOutputStream block = new ByteArrayOutputStream(BLOCK);
            long lines = 0;
            for (long number = 0; original.next(); number++) {
                ObjectNode entry = (ObjectNode) JournalLine.decode(original.text(), number);
                if (number == 0 || kept.test(JournalCodec.lease(entry))) {
                    block.writeBytes(JournalLine.encode(entry, lines));
                    lines++;
                }
                if (block.size() >= BLOCK) {
                    drain(block, out);
                }
            }
            drain(block, out);
            out.force();
            return new JournalCopy(out, lines, out.length());
        } catch (IOException | RuntimeException e) {
            discard(out, to);
            throw e;
        } catch (Malformed e) {
            discard(out, to);
            throw new IOException("the journal " + e.getMessage(), e);
        }
    }

    private static void discard(JournalFile out, Path file) throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }

    private static void drain(ByteArrayOutputStream block, JournalFile out) throws IOException {
        out.write(block.toByteArray(), block.size());
        block.reset();
    }
}
