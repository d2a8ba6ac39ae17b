package io.github.jitcredentials.lease;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A journal's file, written at its end. Not a {@link java.nio.channels.FileChannel}: an interrupted thread would close that, and
 * what becomes of the leases that it is just ending could not be written down any more. One thread at a time; any may flush.
 */
final class JournalFile implements Closeable {
    private final RandomAccessFile file;

    private JournalFile(RandomAccessFile file) {
        this.file = file;
    }

    /** A new one, mode 0600. */
    static JournalFile create(Path path) throws IOException {
        Files.createFile(path, PrivateDirectory.FILE_MODE);
        return new JournalFile(new RandomAccessFile(path.toString(), "rw"));
    }

    /**
     * One that is there.
     *
     * @param length all beyond is cut off
     */
    static JournalFile open(Path path, long length) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("it is a symbolic link");
        }
        RandomAccessFile file = new RandomAccessFile(path.toString(), "rw");
        try {
            file.setLength(length);
            file.seek(length);
            return new JournalFile(file);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    void write(byte[] bytes, int length) throws IOException {
        file.write(bytes, 0, length);
    }

    long length() throws IOException {
        return file.getFilePointer();
    }

    /** Returns when all that was written is on the disk. */
    void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
