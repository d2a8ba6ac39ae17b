package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The trial authority and the guarded repository, each a process of its own, and what can be asked of them. */
final class TrialGround implements AutoCloseable {
    private final Child authority;
    private final Child repository;
    private final AdminClient admin;
    private final Path events;
    private final Path idToken;

    /**
     * @param state a directory of the story's own; made if it is not there
     * @param claims what the trial's CI says of the task, as {@code name=value}
     */
    TrialGround(Path state, List<String> claims) {
        this(state, claims, List.of());
    }

    /** @param trusted more of the authority's own options: whose word is taken besides the trial's CI's, and for which clients */
    TrialGround(Path state, List<String> claims, List<String> trusted) {
        try {
            Files.createDirectories(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path ci = state.resolve("ci");
        List<String> arguments = new ArrayList<>(
                List.of("--port", "0", "--state", state.resolve("authority").toString(), "--ci", ci.toString()));
        claims.forEach(claim -> arguments.addAll(List.of("--claim", claim)));
        arguments.addAll(trusted);
        authority = Child.java(
                "io.github.jitcredentials.authority.AuthorityMain", state.resolve("authority.log"), arguments);
        Path adminToken = Path.of(authority.said("adminTokenFile"));
        admin = new AdminClient(adminToken);
        idToken = Path.of(authority.said("idTokenFile"));
        events = state.resolve("repository-events.jsonl");
        repository = startRepository(state, adminToken);
    }

    private Child startRepository(Path state, Path adminToken) {
        try {
            return Child.java(
                    "io.github.jitcredentials.authority.repository.RepositoryMain",
                    state.resolve("repository.log"),
                    List.of(
                            "--port",
                            "0",
                            "--root",
                            state.resolve("repository").toString(),
                            "--authority",
                            authorityUrl(),
                            "--admin-token-file",
                            adminToken.toString(),
                            "--events",
                            events.toString()));
        } catch (RuntimeException e) {
            authority.close();
            throw e;
        }
    }

    String authorityUrl() {
        return authority.said("url");
    }

    String repositoryUrl() {
        return repository.said("url");
    }

    Path adminTokenFile() {
        return Path.of(authority.said("adminTokenFile"));
    }

    Path idTokenFile() {
        return idToken;
    }

    /** Where a job of the trial's CI asks for ID tokens, as GitHub's jobs do. */
    String requestUrl() {
        return authority.said("requestUrl");
    }

    /** What such a job has to show. */
    Path requestTokenFile() {
        return Path.of(authority.said("requestTokenFile"));
    }

    /** What is alive now, by the authority's own books. */
    JsonNode live() {
        return admin.get(authorityUrl() + "/live");
    }

    /** Everything ever granted. */
    JsonNode grants() {
        return admin.get(authorityUrl() + "/grants");
    }

    /** Makes the repository stall the nth PUT from now on, in the middle of its body. */
    void holdPut(int nth) {
        admin.post(repositoryUrl() + "/-/faults", "{\"kind\":\"hold\",\"nth\":" + nth + "}");
    }

    /** Whether a PUT is stalled now. */
    boolean holds() {
        return admin.get(repositoryUrl() + "/-/faults").path("held").asInt() > 0;
    }

    /** Lets it go on. */
    void release() {
        admin.delete(repositoryUrl() + "/-/faults");
    }

    /** Has the repository repeat its last accepted PUT with the very credential it came with; the status that gets. */
    int replay() {
        return admin.post(repositoryUrl() + "/-/replay", "{}").path("status").asInt();
    }

    /** The repository's own record, a JSON line an event. */
    Path events() {
        return events;
    }

    @Override
    public void close() {
        repository.close();
        authority.close();
    }
}
