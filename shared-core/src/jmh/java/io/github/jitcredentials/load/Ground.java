package io.github.jitcredentials.load;

import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.frontend.HostFacts;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.frontend.RawSettings;
import io.github.jitcredentials.frontend.Setting;
import io.github.jitcredentials.identity.CiAuthority;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A build's surroundings, in a directory of their own: configuration, identity, journal, key and audit log. Nothing is played. */
final class Ground implements AutoCloseable {
    private final Path root;
    private final String audience;

    private Ground(Path root, String audience) {
        this.root = root;
        this.audience = audience;
    }

    static Ground in(Path parent, URI authority) throws IOException {
        return in(
                parent,
                authority.toString(),
                "oauth2: { url: \"" + authority + "\", client: deployer }",
                "{ scope: [\"repo:write\"] }",
                "{ DEPLOY_TOKEN: token }");
    }

    /**
     * @param issuer its type and settings
     * @param request what is asked of it
     * @param env which variable gets which field
     */
    static Ground in(Path parent, String audience, String issuer, String request, String env) throws IOException {
        Files.createDirectories(parent);
        Path root = Files.createTempDirectory(
                        parent,
                        "load",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                .toRealPath();
        for (String name : List.of("project", "runtime", "home")) {
            Files.createDirectory(
                    root.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Ground ground = new Ground(root, audience);
        Files.writeString(root.resolve("jwks.json"), CiAuthority.jwks());
        ground.refreshIdentity();
        Files.writeString(root.resolve("project/jit-credentials.yml"), """
                version: 1
                identity:
                  - token-file: { path: "ROOT/id-token", issuer: "https://ci.example.com", jwks: "ROOT/jwks.json" }
                issuers:
                  trial:
                    ISSUER
                profiles:
                  deploy:
                    issuer: trial
                    request: REQUEST
                    ttl: 1h
                    to: "https://repo.example.com/"
                    deliver: { env: VARIABLES }
                policy:
                  releases from main:
                    permit: deploy
                    from: token-file
                    when: { repository: acme/app, ref: refs/heads/main }
                """.replace("ISSUER", issuer)
                .replace("REQUEST", request)
                .replace("VARIABLES", env)
                .replace("ROOT", root.toString()));
        return ground;
    }

    /** CI's token, which lives for five minutes; it is read anew at each use. */
    String refreshIdentity() throws IOException {
        String token = CiAuthority.token(audience, Instant.now());
        Files.writeString(root.resolve("id-token.new"), token);
        Files.move(root.resolve("id-token.new"), root.resolve("id-token"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return token;
    }

    Path root() {
        return root;
    }

    Assembly assembly() {
        Map<Setting, String> said = Map.of(
                Setting.JOURNAL, root.resolve("state/journal").toString(),
                Setting.AUDIT, root.resolve("state/audit.jsonl").toString());
        RawSettings raw = new RawSettings() {
            @Override
            public Optional<String> value(Setting setting) {
                return Optional.ofNullable(said.get(setting));
            }

            @Override
            public String spelling(Setting setting) {
                return setting.name();
            }
        };
        HostFacts host = new HostFacts(
                "bench",
                "0",
                root.resolve("project"),
                root.resolve("home"),
                root,
                Path.of(System.getProperty("java.home")),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .map(Path::toAbsolutePath)
                        .toList(),
                List.of(root.resolve("project")),
                Map.of("XDG_RUNTIME_DIR", root.resolve("runtime").toString(), "PATH", "/usr/bin:/bin"),
                Map.of(),
                root.resolve("no-bounds"));
        return Assembly.of(raw, host, problem -> System.err.println(problem));
    }

    static Profile deploy(Assembly assembly) {
        return assembly.profiles(delivery -> true).get(0);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
