package io.github.jitcredentials.lease;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a user's processes keep what is secret and need not outlive the boot. */
final class RuntimePlace {
    static final Path RUNTIMES = Path.of("/run/user");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String DIRECTORY = "jit-credentials";

    private RuntimePlace() {}

    /**
     * A directory in {@code $XDG_RUNTIME_DIR}, else in {@code /run/user/UID}, else under the directory for temporary files, where
     * others may have made it before us: {@link PrivateDirectory#ensure} refuses what isn't ours.
     *
     * @param runtimes {@code /run/user}
     * @throws JitException.NotRecorded if the user's runtime directory is not the user's alone
     */
    static Path of(Map<String, String> environment, Path temporary, Path runtimes) throws IOException {
        Optional<Path> own = own(environment, runtimes);
        return own.isPresent() ? own.get() : temporary.resolve(ofUser());
    }

    /** The same, but in shared memory rather than on a disk. */
    static Path inMemory(Map<String, String> environment, Path temporary) {
        return inMemory(environment, temporary, RUNTIMES, SHARED_MEMORY);
    }

    static Path inMemory(Map<String, String> environment, Path temporary, Path runtimes, Path memory) {
        try {
            Optional<Path> own = own(environment, runtimes);
            if (own.isPresent()) {
                return own.get();
            }
            boolean shared = Files.isDirectory(memory, LinkOption.NOFOLLOW_LINKS) && Files.isWritable(memory);
            return (shared ? memory : temporary).resolve(ofUser());
        } catch (IOException | UnsupportedOperationException e) {
            throw new JitException.NotRecorded(
                    new Problem(
                            "no private place for a credential's file ("
                                    + e.getClass().getSimpleName() + ")",
                            temporary.toString(),
                            "set XDG_RUNTIME_DIR to a directory of this user's with mode 0700"),
                    e);
        }
    }

    private static Optional<Path> own(Map<String, String> environment, Path runtimes) throws IOException {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isEmpty() && Path.of(runtime).isAbsolute()) {
            PrivateDirectory.check(Path.of(runtime));
            return Optional.of(Path.of(runtime).resolve(DIRECTORY));
        }
        Path usual = runtimes.resolve(PrivateDirectory.user().toString());
        if (Files.isDirectory(usual, LinkOption.NOFOLLOW_LINKS)) {
            PrivateDirectory.check(usual);
            return Optional.of(usual.resolve(DIRECTORY));
        }
        return Optional.empty();
    }

    private static String ofUser() throws IOException {
        return DIRECTORY + "-" + PrivateDirectory.user();
    }
}
