package io.github.jitcredentials.maven;

import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.maven.entry.GuardException;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/**
 * What a build's projects hold between {@code acquire} and {@code revoke}: for each project and profile a lease of its own, and
 * in the project's properties the paths of its files. What a project still holds when it is over is ended then. Thread safe:
 * builder threads act for their projects, a shutdown hook for all.
 */
final class Acquisitions {
    private final Console console;
    private final BiConsumer<FileProfile, Ended> report;
    /** By project, then by the profile's name. */
    private final Map<String, Map<String, Held>> held = new HashMap<>();

    private boolean closed;

    /** @param properties those that were given a path: a forked life cycle has a project object of its own */
    private record Held(FileProfile profile, FileLease lease, List<Properties> properties) {
        void tell(Properties project) {
            lease.files().forEach((name, path) -> project.setProperty(name, path.toString()));
            properties.add(project);
        }

        Ended end(EndReason reason) {
            properties.forEach(project -> lease.files().keySet().forEach(project::remove));
            return lease.end(reason);
        }
    }

    /** @param report is told what became of each lease */
    Acquisitions(Console console, BiConsumer<FileProfile, Ended> report) {
        this.console = console;
        this.report = report;
    }

    /**
     * Checks that a property is free to hold a path. Maven asks {@code -D} before the project, and has long put a POM's own value
     * into the configuration of its goals.
     *
     * @throws JitException.Misconfigured if it is not
     */
    void requireFree(MavenSession session, MavenProject project, FileProfile profile) {
        if (find(project, profile).isPresent()) {
            return;
        }
        for (String name : profile.properties()) {
            if (session.getUserProperties().containsKey(name)
                    || session.getSystemProperties().containsKey(name)
                    || project.getProperties().containsKey(name)) {
                throw new JitException.Misconfigured(new Problem(
                        "property \"" + name + "\" is set already: goals would read that, and not the credential of \""
                                + profile.name() + "\"",
                        "deliver: file: " + name,
                        "take the property out of the POM and the command line, or choose another name"));
            }
        }
    }

    /** Asks the desk for a lease and tells the project where its files are; one that it has is left as it is. */
    void acquire(Desk desk, MavenSession session, MavenProject project, FileProfile profile, String unit) {
        Optional<Held> known = find(project, profile);
        if (known.isPresent()) {
            known.get().tell(project.getProperties());
            console.info("jit-credentials: \"" + profile.name() + "\" is held already: " + profile.places());
            return;
        }
        requireFree(session, project, profile);
        Optional<FileLease> lease = desk.permit(profile, unit).map(desk::acquire);
        if (lease.isPresent()) {
            Held now = new Held(profile, lease.get(), new ArrayList<>());
            if (!keep(project, now)) {
                now.end(EndReason.SHUTDOWN); // The end came while the issuer was asked, and missed this one.
                throw new GuardException("jit-credentials: the build is ending. No credential was handed over.", null);
            }
            now.tell(project.getProperties());
            console.info("jit-credentials: acquired \"" + profile.name() + "\": the path is in " + profile.places());
        }
    }

    /** Ends the project's leases of these profiles, or all it has. */
    void revoke(MavenProject project, Optional<List<String>> names, EndReason reason) {
        List<Held> ending = take(project, names);
        ending.forEach(lease -> end(lease, reason));
        if (ending.isEmpty()) {
            console.info("jit-credentials: nothing to revoke: this project holds no credential file"
                    + names.map(all -> " of " + String.join(", ", all)).orElse(""));
        }
    }

    /** The project is over. */
    void leave(MavenProject project, EndReason reason) {
        take(project, Optional.empty()).forEach(lease -> end(lease, reason));
    }

    /** The build is over: nothing is kept from now on. */
    void close(EndReason reason) {
        List<Held> all = new ArrayList<>();
        synchronized (this) {
            closed = true;
            held.values().forEach(project -> all.addAll(project.values()));
            held.clear();
        }
        all.forEach(lease -> end(lease, reason));
    }

    /** Without a lock: it waits for an issuer, and the other leases must not. */
    private void end(Held lease, EndReason reason) {
        try {
            report.accept(lease.profile(), lease.end(reason));
        } catch (RuntimeException e) {
            // One that does not end must not keep another from it.
            console.error("jit-credentials: " + e);
        }
    }

    private synchronized Optional<Held> find(MavenProject project, FileProfile profile) {
        return Optional.ofNullable(held.getOrDefault(project.getId(), Map.of()).get(profile.name()));
    }

    private synchronized boolean keep(MavenProject project, Held lease) {
        if (!closed) {
            held.computeIfAbsent(project.getId(), id -> new HashMap<>())
                    .put(lease.profile().name(), lease);
        }
        return !closed;
    }

    private synchronized List<Held> take(MavenProject project, Optional<List<String>> names) {
        Map<String, Held> all = held.getOrDefault(project.getId(), new HashMap<>());
        List<Held> taken = new ArrayList<>();
        for (String name : names.orElseGet(() -> List.copyOf(all.keySet()))) {
            Optional.ofNullable(all.remove(name)).ifPresent(taken::add);
        }
        return taken;
    }
}
