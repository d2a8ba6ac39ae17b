package io.github.jitcredentials.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a log ends at the moment.
 *
 * @param last the last complete line; null in a log that has none yet
 * @param end where the next line begins, in bytes from the start
 * @param fragment what lies beyond: the bytes of an append that was cut short; mostly none
 */
@SuppressWarnings("ArrayRecordComponent") // Made, read and dropped within one append; never compared.
record AuditTail(@Nullable AuditLine last, long end, byte[] fragment) {
    private static final int FIRST_LOOK = 4096;
    private static final int WIDEST_LOOK = 4 * AuditLine.LONGEST;

    /** @throws BadLog if the last complete line is not one that was written so */
    static AuditTail read(RandomAccessFile log) throws IOException {
        long size = log.length();
        for (int look = FIRST_LOOK; ; look *= 2) {
            long from = Math.max(0, size - look);
            byte[] block = new byte[(int) (size - from)];
            log.seek(from);
            log.readFully(block);
            int end = afterLastLineEnd(block, block.length);
            int begin = afterLastLineEnd(block, end - 1);
            if (begin > 0 || from == 0) {
                AuditLine last = end == 0 ? null : AuditLine.parse(Arrays.copyOfRange(block, begin, end - 1));
                return new AuditTail(last, from + end, Arrays.copyOfRange(block, end, block.length));
            }
            if (look >= WIDEST_LOOK) {
                throw new BadLog("ends in something that is no line of it", AuditLine.KEEP);
            }
        }
    }

    /** The place after the last line end before {@code limit}; 0 if there is none. */
    private static int afterLastLineEnd(byte[] block, int limit) {
        int i = Math.max(limit, 0);
        while (i > 0 && block[i - 1] != '\n') {
            i--;
        }
        return i;
    }
}
