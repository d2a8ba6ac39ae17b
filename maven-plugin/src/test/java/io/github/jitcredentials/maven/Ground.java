package io.github.jitcredentials.maven;

import io.github.jitcredentials.authority.AuthoritySettings;
import io.github.jitcredentials.authority.TrialAuthority;
import io.github.jitcredentials.authority.repository.GuardedRepository;
import io.github.jitcredentials.authority.repository.RepositoryEvent;
import io.github.jitcredentials.authority.repository.RepositorySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What an integration test stands on: an authority, a repository that asks it, and a copy of the sample project. */
final class Ground implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> MAIN = Map.of("ref_name", "main");

    private final Path directory;
    private final TrialAuthority authority;
    private final GuardedRepository repository;

    private Ground(Path directory, Map<String, String> claims) throws IOException {
        this.directory = directory;
        this.authority = TrialAuthority.start(AuthoritySettings.trial(directory.resolve("ci"))
                .withState(directory.resolve("authority"))
                .withCiClaims(claims));
        this.repository = GuardedRepository.start(
                RepositorySettings.of(directory.resolve("repository"), authority.url(), authority.adminTokenFile()));
    }

    /** A push to the main branch asks. */
    static Ground open(String name) throws IOException {
        return new Ground(Stage.directory(name), MAIN);
    }

    /** A push to a feature branch asks, to which policy says no. */
    static Ground openOnFeatureBranch(String name) throws IOException {
        return new Ground(Stage.directory(name), Map.of("ref", "refs/heads/feature-x", "ref_name", "feature-x"));
    }

    TrialAuthority authority() {
        return authority;
    }

    GuardedRepository repository() {
        return repository;
    }

    /** Where builds keep what outlives them: journal, audit log, keys, and their output. */
    Path home() {
        return directory.resolve("home");
    }

    /** The sample project, set up for this authority and repository. */
    Path project() throws IOException {
        return project(repository.url().toString());
    }

    /** The same for another repository. */
    Path project(String repositoryUrl) throws IOException {
        return project("maven-deploy", repositoryUrl);
    }

    /** Another sample. */
    Path project(String sample, String repositoryUrl) throws IOException {
        return Stage.sample(
                sample,
                directory.resolve("a project"),
                new HashMap<>(Map.of(
                        "AUTHORITY", authority.url().toString(),
                        "REPOSITORY", repositoryUrl,
                        "ID_TOKEN", authority.ci().orElseThrow().idTokenFile().toString())));
    }

    InnerBuild start(String version, Path project, String... arguments) {
        return start(Launcher.of(version), project, arguments);
    }

    InnerBuild start(Launcher launcher, Path project, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-Drepository.url=" + repository.url(), "-Dmaven.test.skip=true"));
        all.addAll(List.of(arguments));
        return InnerBuild.start(launcher, project, home(), all);
    }

    InnerBuild run(String version, Path project, String... arguments) {
        InnerBuild build = start(version, project, arguments);
        build.await();
        return build;
    }

    /** The uploads that the repository answered. */
    List<RepositoryEvent> uploads() {
        return repository.events().stream()
                .filter(e ->
                        e.what() == RepositoryEvent.What.REQUEST && e.method().equals("PUT"))
                .toList();
    }

    /** The file that the repository stored under a path. */
    Path uploaded(String path) {
        return directory.resolve("repository").resolve(path);
    }

    static void replace(Path file, String what, String by) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(what)) {
            throw new IllegalArgumentException(file + " does not say " + what);
        }
        Files.writeString(file, text.replace(what, by));
    }

    static void await(String what, BooleanSupplier condition) {
        Instant patience = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(patience)) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Override
    public void close() throws IOException {
        repository.close();
        authority.close();
    }
}
