package io.github.jitcredentials.authority.repository;

import io.github.jitcredentials.authority.command.Launch;
import io.github.jitcredentials.authority.command.Options;
import io.github.jitcredentials.authority.command.Program;
import io.github.jitcredentials.authority.command.UsageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The guarded repository as a process. */
public final class RepositoryMain implements Program {
    private static final String HELP = """
        The guarded repository: files on 127.0.0.1, each upload asked for at the authority. For trial only.

          --root DIR               where the files are; made unless it is there
          --authority URL          the trial authority
          --admin-token-file FILE  the authority's admin token
          --port N                 port; a free one unless given
          --events FILE            gets a line of JSON for each request
          --exit-with-stdin        ends when stdin is closed
        """;

    private RepositoryMain() {}

    public static void main(String[] args) {
        Launch.run("repository", new RepositoryMain(), args);
    }

    @Override
    public String help() {
        return HELP.stripTrailing();
    }

    @Override
    public Set<String> valued() {
        return Set.of("--root", "--authority", "--admin-token-file", "--port", "--events");
    }

    @Override
    public Running start(Options options) throws UsageException, IOException {
        Path adminTokenFile = path(options, "--admin-token-file");
        if (!Files.isReadable(adminTokenFile)) {
            throw new UsageException("--admin-token-file can't be read: " + adminTokenFile);
        }
        Path events = options.path("--events").orElse(null);
        GuardedRepository repository = GuardedRepository.start(new RepositorySettings(
                options.port("--port"),
                path(options, "--root"),
                URI.create(options.need("--authority")),
                adminTokenFile,
                events,
                Clock.systemUTC()));
        Map<String, Object> ready = new LinkedHashMap<>();
        ready.put("url", repository.url().toString());
        ready.put("root", repository.root().toString());
        if (events != null) {
            ready.put("events", events.toAbsolutePath().toString());
        }
        return new Running(repository, ready);
    }

    private static Path path(Options options, String name) throws UsageException {
        return options.path(name).orElseThrow(() -> new UsageException(name + " is missing: try --help"));
    }
}
