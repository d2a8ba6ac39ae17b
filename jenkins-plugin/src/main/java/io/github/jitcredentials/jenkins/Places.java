package io.github.jitcredentials.jenkins;

import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.SealKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import jenkins.security.HexStringConfidentialKey;

/** Where this controller keeps what it knows of leases: {@code $JENKINS_HOME/jit-credentials}. */
public final class Places {
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final Pattern INODE = Pattern.compile("ino=\\d+");
    private static final HexStringConfidentialKey SEAL = new HexStringConfidentialKey(Places.class, "seal", 64);

    private Places() {}

    public static Path root() {
        return Jenkins.get().getRootDir().toPath().resolve("jit-credentials");
    }

    public static Path blocks() {
        return root().resolve("blocks");
    }

    public static Path audit() {
        return root().resolve("audit").resolve("audit.jsonl");
    }

    /** Whether there ever was a lease. */
    static boolean areUsed() {
        return Files.isDirectory(journals()) || Files.isDirectory(blocks());
    }

    private static Path journals() {
        return root().resolve("journal");
    }

    /**
     * The journals' directory. It is known by its inode and its path: a home that was copied has another one, and its leases are
     * left to the original. The device is left out, which a volume changes when it is mounted again.
     */
    static JournalDirectory journal() {
        JournalDirectory opened = JournalDirectory.open(journals());
        Matcher inode = INODE.matcher(opened.identity());
        return new JournalDirectory(opened.path(), inode.find() ? inode.group() : opened.identity());
    }

    /**
     * This controller, as its journals name it: by its host. Unlike a build tool's, a controller's journals outlive a boot and a
     * container, because its home and the key that seals them do.
     */
    static Machine machine() {
        ProcessHandle self = ProcessHandle.current();
        return new Machine(
                host(), "controller", self.pid(), self.info().startInstant().orElse(Instant.EPOCH));
    }

    /** Under {@code secrets/}, sealed itself with Jenkins' master key. */
    static SealKey key(SecureRandom random) {
        return SealKey.kept(
                HexFormat.of().parseHex(SEAL.get()),
                Jenkins.get().getRootDir().toPath().resolve("secrets"),
                random);
    }

    private static String host() {
        try {
            return Files.readString(HOST).strip();
        } catch (IOException e) {
            // Elsewhere than on Linux the directory alone tells a copy.
            return "controller";
        }
    }
}
