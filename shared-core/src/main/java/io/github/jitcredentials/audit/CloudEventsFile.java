package io.github.jitcredentials.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * A second file beside the log: the same events as CloudEvents, one a line, for a log shipper to follow. It is opened anew for
 * each event, so that it may be rotated at any time. The log stays what counts: it is on the disk before this file is touched,
 * and what a crash keeps out of here can be had from there ({@link AuditVerifier#export}). Used under the log's lock.
 */
final class CloudEventsFile {
    private final Path file;

    CloudEventsFile(AuditLocation location) {
        this.file = location.file();
    }

    /** Creates what is missing. @throws IOException if it can't be written, or others may write it */
    void prepare() throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            PrivateFile.createDirectories(directory);
        }
        PrivateFile.open(file).close();
        PrivateFile.requirePrivate(file, false);
    }

    /** @param line of the log, without its line end */
    void append(byte[] line) throws IOException {
        byte[] event = CloudEventForm.of(line);
        prepare();
        // As the log itself, no channel: an interrupted thread would close that.
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            long end = out.length();
            boolean torn = false;
            if (end > 0) {
                out.seek(end - 1);
                torn = out.read() != '\n';
            }
            out.seek(end);
            byte[] text = new byte[event.length + (torn ? 2 : 1)];
            text[0] = '\n';
            System.arraycopy(event, 0, text, torn ? 1 : 0, event.length);
            text[text.length - 1] = '\n';
            out.write(text);
        }
    }
}
