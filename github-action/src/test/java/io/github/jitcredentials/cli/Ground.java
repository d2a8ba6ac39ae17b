package io.github.jitcredentials.cli;

import io.github.jitcredentials.authority.AuthoritySettings;
import io.github.jitcredentials.authority.TrialAuthority;
import io.github.jitcredentials.authority.ci.TrialCi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What an integration test stands on: a real authority, a project with a configuration for it, and a home of its own. */
final class Ground implements Place, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path directory;
    private final TrialAuthority authority;
    private Map<String, String> job = Map.of();

    private Ground(Path directory, Map<String, String> claims) throws IOException {
        this.directory = directory;
        this.authority = TrialAuthority.start(
                AuthoritySettings.trial(directory.resolve("ci")).withCiClaims(claims));
        create();
        configure("5m");
    }

    /** A push to the main branch asks. */
    static Ground open(Path directory) throws IOException {
        return new Ground(directory, Map.of("ref_name", "main"));
    }

    /** A push to a feature branch asks, to which policy says no. */
    static Ground openOnFeatureBranch(Path directory) throws IOException {
        return new Ground(directory, Map.of("ref", "refs/heads/feature-x", "ref_name", "feature-x"));
    }

    /** Writes the project's file: the profiles {@code deploy} and {@code read}. */
    void configure(String ttl) throws IOException {
        Files.writeString(project().resolve("jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: "@ID_TOKEN@", issuer: "@AUTHORITY@/ci" }
                issuers:
                  trial:
                    oauth2: { url: "@AUTHORITY@", client: trial, grant: token-exchange }
                profiles:
                  deploy:
                    issuer: trial
                    request: { scope: [repo:write] }
                    ttl: @TTL@
                    purpose: publish from {ref_name}
                    to: "@AUTHORITY@/"
                    deliver:
                      env: { DEPLOY_TOKEN: token }
                  read:
                    issuer: trial
                    request: { scope: [repo:read] }
                    ttl: 5m
                    deliver:
                      env: { READ_TOKEN: token }
                policy:
                  releases from main:
                    permit: [deploy, read]
                    from: token-file
                    when: { repository: acme/app, ref: refs/heads/main, event: push }
                    max-ttl: 10m
                """.replace(
                        "@ID_TOKEN@", authority.ci().orElseThrow().idTokenFile().toString())
                .replace("@AUTHORITY@", authority.url().toString())
                .replace("@TTL@", ttl));
    }

    /** Has the CI system's end point asked, as GitHub's runners offer one, instead of a file. */
    void asOnGitHub() throws IOException {
        TrialCi ci = authority.ci().orElseThrow();
        job = Map.of(
                "ACTIONS_ID_TOKEN_REQUEST_URL", ci.requestUrl().toString(),
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                        Files.readString(ci.requestTokenFile()).strip());
        Path file = project().resolve("jit-credentials.yml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("token-file: .*", "github-actions: { issuer: \"" + authority.url() + "/ci\" }")
                        .replace("from: token-file", "from: github-actions"));
    }

    /** Adds one more profile to the project's file, for whatever has to be handed over in another way. */
    void profile(String name, String scope, String lines) throws IOException {
        Path file = project().resolve("jit-credentials.yml");
        String profile = "  " + name + ":\n    issuer: trial\n    request: { scope: [" + scope + "] }\n    to: \""
                + authority.url() + "/\"\n" + lines.indent(4) + "policy:";
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("policy:", profile)
                        .replace("permit: [", "permit: [" + name + ", ")
                        .replace("max-ttl: 10m", "max-ttl: 10m\n    max-renew: 1h")
                        .replace("max-renew: 1h\n    max-renew: 1h", "max-renew: 1h"));
    }

    TrialAuthority authority() {
        return authority;
    }

    @Override
    public Path project() {
        return directory.resolve("a project");
    }

    @Override
    public Path home() {
        return directory.resolve("home");
    }

    @Override
    public Path runtime() {
        return directory.resolve("runtime");
    }

    /** A shell that can say {@code $JITC}. */
    Shell shell(String script) throws IOException {
        return Shell.start(this, script, Map.of());
    }

    Shell shell(String script, Map<String, String> environment) throws IOException {
        return Shell.start(this, script, environment);
    }

    /** Runs a script to its end. */
    Shell run(String script) throws Exception {
        return shell(script).await();
    }

    /** The variables by which a job asks the end point; they stay when the authority is gone. */
    Map<String, String> job() {
        return job;
    }

    /** A file that a script makes when it has come so far. */
    boolean exists(String name) {
        return Files.exists(project().resolve(name));
    }

    void create(String name) throws IOException {
        Files.createFile(project().resolve(name));
    }

    int alive() {
        return authority.live().size();
    }

    int granted() {
        return authority.grants().size();
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

    static List<String> lines(String text) {
        return text.lines().toList();
    }

    @Override
    public void close() {
        authority.close();
    }
}
