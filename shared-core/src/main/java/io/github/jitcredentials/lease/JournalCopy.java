package io.github.jitcredentials.lease;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.LeaseId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A journal's copy that leaves out some leases; on disk, and open at its end.
 *
 * @param channel where it goes on; whoever asked for the copy closes it
 * @param lines how many it has
 * @param bytes how many these are
 */
record JournalCopy(FileChannel channel, long lines, long bytes) {
    private static final int BLOCK = 1 << 16;

    /**
     * @param to is made; what was left there is overwritten
     * @throws IOException if it can't be written, or the original is not what was written to it
     */
    static JournalCopy of(Path from, Path to, Predicate<LeaseId> kept) throws IOException {
        Files.deleteIfExists(to);
        FileChannel out = FileChannel.open(
                to, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PrivateDirectory.FILE_MODE);
        try (InputStream in = Files.newInputStream(from)) {
            JournalLines original = new JournalLines(in);
            ByteBuffer block = ByteBuffer.allocate(BLOCK + JournalLine.LONGEST);
            long lines = 0;
            for (long number = 0; original.next(); number++) {
                ObjectNode entry = (ObjectNode) JournalLine.decode(original.text(), number);
                if (number == 0 || kept.test(JournalCodec.lease(entry))) {
                    block.put(JournalLine.encode(entry, lines));
                    lines++;
                }
                if (block.position() >= BLOCK) {
                    drain(block, out);
                }
            }
            drain(block, out);
            out.force(true);
            return new JournalCopy(out, lines, out.position());
        } catch (IOException | RuntimeException e) {
            discard(out, to);
            throw e;
        } catch (Malformed e) {
            discard(out, to);
            throw new IOException("the journal " + e.getMessage(), e);
        }
    }

    private static void discard(FileChannel out, Path file) throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }

    private static void drain(ByteBuffer block, FileChannel out) throws IOException {
        block.flip();
        while (block.hasRemaining()) {
            out.write(block);
        }
        block.clear();
    }
}
