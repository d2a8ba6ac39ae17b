package io.github.jitcredentials.lease;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A journal that a sweep has taken over, with both its locks: closed when the last of those who work on it is done. Thread safe. */
final class SweptJournal {
    private final Path file;
    private final FileJournal journal;
    private final ProcessLock guardian;
    // Whoever made it is the first.
    private final AtomicInteger atWork = new AtomicInteger(1);

    SweptJournal(Path file, FileJournal journal, ProcessLock guardian) {
        this.file = file;
        this.journal = journal;
        this.guardian = guardian;
    }

    Path file() {
        return file;
    }

    FileJournal journal() {
        return journal;
    }

    /** One more works on it, who will say {@link #done}. */
    void begin() {
        atWork.incrementAndGet();
    }

    void done() {
        if (atWork.decrementAndGet() == 0) {
            journal.close();
            release(guardian, file);
        }
    }

    /** Lets go of a lock, and of its file if there is nothing left to lock. */
    static void release(ProcessLock lock, Path file) {
        if (Files.exists(file)) {
            lock.close();
        } else {
            lock.remove();
        }
    }
}
