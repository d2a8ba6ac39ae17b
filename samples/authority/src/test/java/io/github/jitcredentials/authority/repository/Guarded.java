package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.Http;
import io.github.jitcredentials.authority.Trial;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An authority, and a repository that asks it. */
final class Guarded implements AutoCloseable {
    private final Trial trial;
    private final GuardedRepository repository;
    private final Path events;

    Guarded(Path directory) throws IOException {
        trial = Trial.in(directory);
        events = directory.resolve("events.jsonl");
        repository = GuardedRepository.start(RepositorySettings.of(
                        directory.resolve("root"),
                        trial.url(),
                        trial.authority().adminTokenFile())
                .withEvents(events));
    }

    Trial trial() {
        return trial;
    }

    GuardedRepository repository() {
        return repository;
    }

    URI url() {
        return repository.url();
    }

    String eventLines() throws IOException {
        return Files.readString(events);
    }

    Http.Answer put(String path, String body, String... headers) throws IOException {
        return Http.put(url(), path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    /** The stored files, and what is left of uploads. */
    List<String> files() throws IOException {
        Path root = repository.root();
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Waits, spinning, until the last event is so. A test that waits in vain is ended by its own time-out. */
    RepositoryEvent awaitLast(RepositoryEvent.What what, int status) {
        while (true) {
            List<RepositoryEvent> all = repository.events();
            if (!all.isEmpty()) {
                RepositoryEvent last = all.get(all.size() - 1);
                if (last.what() == what && last.status() == status) {
                    return last;
                }
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        repository.close();
        trial.close();
    }
}
