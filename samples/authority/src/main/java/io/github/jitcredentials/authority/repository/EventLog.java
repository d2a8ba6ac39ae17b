package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.http.Json;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.secrets.Fingerprint;
import io.github.jitcredentials.authority.secrets.OwnerOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened, in order: in memory, and as lines of JSON in a file for a watcher. Thread safe. */
final class EventLog {
    private final @Nullable Path file;
    private final Clock clock;
    private final List<RepositoryEvent> events = new ArrayList<>();

    EventLog(@Nullable Path file, Clock clock) throws IOException {
        this.clock = clock;
        this.file = file == null ? null : OwnerOnly.touch(file);
    }

    /** Adds an event; its line is whole in the file when this returns. Of the token only its fingerprint is kept. */
    synchronized void add(RepositoryEvent.What what, Request request, int status, @Nullable String token)
            throws IOException {
        String fingerprint = token == null ? null : Fingerprint.of(token);
        RepositoryEvent event =
                new RepositoryEvent(clock.instant(), what, request.method(), request.rawPath(), status, fingerprint);
        events.add(event);
        if (file != null) {
            byte[] line = (Json.text(event.json()) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, line, StandardOpenOption.APPEND);
        }
    }

    synchronized List<RepositoryEvent> all() {
        return List.copyOf(events);
    }
}
