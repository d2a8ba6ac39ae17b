package io.github.jitcredentials.jenkins.config;

import io.github.jitcredentials.audit.AuditLocation;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * The second file with the events of the audit log, on the controller's disk: whoever follows it must find it, and nobody who only
 * has a job or a browser may.
 */
final class EventsFile {
    static final String SETTING = "auditEvents";
    private static final String PLACE = Tree.ROOT + "." + SETTING;
    private static final String TODO = "choose a file outside of it, as /var/log/jit-credentials/events.jsonl";

    private static final String FROM_THE_ROOT = "name the file from the root of the controller's disk on";

    private EventsFile() {}

    /** @throws JitException.Misconfigured if it may not be there */
    static Path of(String text) {
        Path file = path(text);
        if (Files.isDirectory(file)) {
            throw wrong(file + " is a directory, and no credential is issued until it is none", "name a file in it");
        }
        AuditLocation.of(file, List.of());
        for (Path out : keepOut()) {
            try {
                AuditLocation.of(file, List.of(out));
            } catch (JitException.Misconfigured e) {
                throw wrong(file + " lies in " + out + ", where users read or builds write", TODO);
            }
        }
        return file;
    }

    /** What keeps it from being there or from being written now; the latter is tried on nothing. */
    static Optional<Problem> problem(String text) {
        Path file;
        try {
            file = of(text);
        } catch (JitException.Misconfigured e) {
            return Optional.of(e.problems().get(0));
        }
        if (Files.exists(file) ? Files.isRegularFile(file) && Files.isWritable(file) : canBeMade(file)) {
            return Optional.empty();
        }
        return Optional.of(new Problem(
                file
                        + " can't be written by the account that Jenkins runs as, and no credential is issued until it can",
                PLACE,
                "make it or its directory that account's, or choose another file"));
    }

    private static boolean canBeMade(Path file) {
        Path existing = file.getParent();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw wrong("\"" + text + "\" is no path of this machine (" + e.getReason() + ")", FROM_THE_ROOT);
        }
        throw wrong("\"" + text + "\" is not absolute", FROM_THE_ROOT);
    }

    /** Jenkins serves, or lets builds write, much of what is in its home; some of it may lie elsewhere. */
    private static List<Path> keepOut() {
        Jenkins jenkins = Jenkins.get();
        List<Path> out = new ArrayList<>();
        out.add(jenkins.getRootDir().toPath());
        out.add(jenkins.getPluginManager().rootDir.toPath());
        root(jenkins.getRawWorkspaceDir()).ifPresent(out::add);
        root(jenkins.getRawBuildsDir()).ifPresent(out::add);
        return out;
    }

    /** What comes before the first part that is another one for each job; empty if that is in Jenkins' home. */
    private static Optional<Path> root(String pattern) {
        int variable = pattern.indexOf('$');
        String fixed = variable < 0 ? pattern : pattern.substring(0, variable);
        return fixed.length() > 1 && Path.of(fixed).isAbsolute() ? Optional.of(Path.of(fixed)) : Optional.empty();
    }

    private static JitException.Misconfigured wrong(String what, String todo) {
        return new JitException.Misconfigured(new Problem(what, PLACE, todo));
    }
}
