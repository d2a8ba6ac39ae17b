package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Where a process runs, so that a record found later is known to be of this machine and of this boot of it.
 *
 * @param host the machine's name
 * @param boot what the kernel calls this boot
 * @param pid the process
 * @param startedAt when it started: the same process id may come again
 */
public record Machine(String host, String boot, long pid, Instant startedAt) {
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /**
     * This process, as Linux tells.
     *
     * @throws JitException.NotRecorded where the kernel does not tell
     */
    public static Machine here() {
        try {
            ProcessHandle self = ProcessHandle.current();
            return new Machine(
                    Files.readString(HOST).strip(),
                    Files.readString(BOOT).strip(),
                    self.pid(),
                    self.info().startInstant().orElse(Instant.EPOCH));
        } catch (IOException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "this machine can't be told from others",
                            e.getMessage() == null ? BOOT.toString() : e.getMessage(),
                            "leases are journalled on Linux only, with /proc mounted"),
                    e);
        }
    }

    /** Whether that very process is still there. */
    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(process ->
                        process.info().startInstant().orElse(Instant.EPOCH).equals(startedAt))
                .isPresent();
    }

    boolean isSameBootAs(Machine other) {
        return host.equals(other.host) && boot.equals(other.boot);
    }
}
