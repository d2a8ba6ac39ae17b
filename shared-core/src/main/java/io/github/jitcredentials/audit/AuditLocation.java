package io.github.jitcredentials.audit;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * A place where an audit log may lie: outside of everything that the build itself may clean, upload or rewrite. Immutable.
 */
public final class AuditLocation {
    private final Path file;

    private AuditLocation(Path file) {
        this.file = file;
    }

    /**
     * Checks a place; creates nothing. Symbolic links on the way to the file are followed first, so that a link into a build
     * directory is one.
     *
     * @param file where the log shall be
     * @param keepOut the workspace, build directories: what the tasks may write; those that don't exist count too
     * @throws JitException.Misconfigured if it lies in one of them, or can't be looked at
     */
    public static AuditLocation of(Path file, Collection<Path> keepOut) {
        Path name = file.getFileName();
        Path absolute = file.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        if (name == null || folder == null || Files.isDirectory(absolute)) {
            throw new JitException.Misconfigured(new Problem(
                    "the audit log must be a file",
                    file.toString(),
                    "Name a file, as audit.jsonl, in that directory."));
        }
        Path real = real(folder).resolve(absolute.getFileName());
        for (Path out : keepOut) {
            if (real.startsWith(real(out.toAbsolutePath().normalize()))) {
                throw new JitException.Misconfigured(new Problem(
                        "the audit log lies in " + out + ", which the build itself can clean, change or publish",
                        file.toString(),
                        "Choose a file outside of it."));
            }
        }
        return new AuditLocation(real);
    }

    /**
     * Where the log is unless somebody says otherwise: {@code jit-credentials/audit.jsonl} under {@code XDG_STATE_HOME} if
     * that is an absolute path, else under {@code .local/state} in the home directory (XDG Base Directory Specification).
     */
    public static Path usual(Map<String, String> environment, Path home) {
        Path stated = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
        Path state = stated.isAbsolute() ? stated : home.resolve(".local").resolve("state");
        return state.resolve("jit-credentials").resolve("audit.jsonl");
    }

    /** Absolute, its directory free of symbolic links as far as it exists. */
    public Path file() {
        return file;
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private static Path real(Path absolute) {
        try {
            if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
                return absolute.toRealPath();
            }
        } catch (IOException e) {
            throw new JitException.Misconfigured(new Problem(
                    "the audit log's place can't be looked at: " + e.getClass().getSimpleName(),
                    absolute.toString(),
                    "Make the directory readable, or choose another."));
        }
        Path parent = absolute.getParent();
        Path name = absolute.getFileName();
        return parent == null || name == null ? absolute : real(parent).resolve(name);
    }
}
