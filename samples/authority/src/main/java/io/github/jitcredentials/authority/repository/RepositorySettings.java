package io.github.jitcredentials.authority.repository;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a guarded repository is set up.
 *
 * @param port the port on 127.0.0.1, or 0 for a free one
 * @param root where the files are; made unless it is there
 * @param authority the authority's URL
 * @param adminTokenFile holds the token with which the authority is asked; read anew for each question
 * @param events a file that gets a line of JSON for each request, or null
 * @param clock what time it is
 */
public record RepositorySettings(
        int port,
        Path root,
        URI authority,
        Path adminTokenFile,
        @Nullable Path events,
        Clock clock) {

    public RepositorySettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port has to be 0 to 65535: " + port);
        }
        boolean loopback = "127.0.0.1".equals(authority.getHost()) || "localhost".equals(authority.getHost());
        if (!"https".equals(authority.getScheme()) && !("http".equals(authority.getScheme()) && loopback)) {
            throw new IllegalArgumentException("authority has to be https, or http on this machine: " + authority);
        }
    }

    /** On a free port, without a file of events, with the system's clock. */
    public static RepositorySettings of(Path root, URI authority, Path adminTokenFile) {
        return new RepositorySettings(0, root, authority, adminTokenFile, null, Clock.systemUTC());
    }

    public RepositorySettings withEvents(Path file) {
        return new RepositorySettings(port, root, authority, adminTokenFile, file, clock);
    }

    public RepositorySettings withPort(int other) {
        return new RepositorySettings(other, root, authority, adminTokenFile, events, clock);
    }

    Optional<Path> eventsFile() {
        return Optional.ofNullable(events);
    }
}
