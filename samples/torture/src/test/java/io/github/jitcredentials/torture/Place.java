package io.github.jitcredentials.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One user's configuration, journal and audit log, and the hosts that use them, one after the other or at once. */
final class Place implements AutoCloseable {
    static final Duration LONG = Duration.ofMinutes(5);

    private static final Duration WORK = Duration.ofSeconds(10);

    private final Ground ground;
    private final Path root;
    private final List<HostProcess> hosts = new ArrayList<>();
    final Map<String, String> environment = new TreeMap<>();
    final List<String> settings = new ArrayList<>();
    List<String> prefix = List.of();
    Path guardianJava = Path.of(System.getProperty("java.home"));
    String client = "trial";
    /** How the client asks, and so how it proves itself when it revokes. */
    String grant = "token-exchange";

    String ttl = "5m";
    String identity;
    private final Map<Door, String> doors = new TreeMap<>();

    Place(Ground ground, Path root) throws Exception {
        this.ground = ground;
        this.root = root;
        for (Door door : Door.values()) {
            doors.put(door, ground.cut.url(door));
        }
        identity = "token-file: { path: " + idToken() + ", issuer: " + Identities.ISSUER + ", jwks: "
                + ground.identities.jwks() + " }";
        environment.put("XDG_RUNTIME_DIR", root.resolve("run").toString());
        vouch("alice", LONG);
    }

    Path root() {
        return root;
    }

    Path journals() {
        return root.resolve("journal");
    }

    Path audit() {
        return root.resolve("audit.jsonl");
    }

    /** Who the next host's identity token speaks of, and for how long. */
    void vouch(String subject, Duration life) throws Exception {
        Files.createDirectories(idToken().getParent());
        ground.identities.vouch(idToken(), subject, ground.authority.url(), life);
    }

    private Path idToken() {
        // Beside the place and not in it: what is in it is looked through for secrets.
        return root.resolveSibling("tokens-of-" + root.getFileName()).resolve("id-token");
    }

    /** This endpoint is somewhere else. */
    void door(Door door, String at) {
        doors.put(door, at);
    }

    /** Starts a host and waits until it stands. */
    HostProcess start(String... more) throws Exception {
        HostProcess host = begin(more);
        host.line("READY");
        return host;
    }

    /** Starts a host; it may fail at once. */
    HostProcess begin(String... more) throws IOException {
        Files.writeString(root.resolve("jit-credentials.yml"), configuration());
        List<String> said = new ArrayList<>(List.of("journal=" + journals(), "audit=" + audit()));
        said.addAll(settings);
        said.addAll(List.of(more));
        HostProcess host = HostProcess.start(prefix, root, guardianJava, environment, said);
        hosts.add(host);
        return host;
    }

    /** Starts a host that has been permitted, and whose guardian is on its way. */
    HostProcess permitted(String... more) throws Exception {
        HostProcess host = start(more);
        host.tell("decide");
        host.line("PERMITTED");
        return host;
    }

    /** Starts a host that holds so many leases. */
    HostProcess active(int leases) throws Exception {
        HostProcess host = permitted();
        host.tell("open " + leases);
        host.lines("OPEN", leases);
        return host;
    }

    /** The same with one lease and a guardian that is up: for leases so short that its start could take as long. */
    HostProcess warm() throws Exception {
        HostProcess host = permitted();
        String lease = "";
        for (int tries = 1; lease.isEmpty(); tries++) {
            int answers = tries;
            host.tell("open 1");
            host.awaitAnswers(answers);
            lease = host.all("OPEN").stream()
                    .findFirst()
                    .map(line -> line.split(" ")[1])
                    .orElse("");
        }
        host.tell("end " + lease);
        host.line("ENDED");
        host.tell("open 1");
        host.lines("OPEN", 2);
        return host;
    }

    /** The grant that was made last. */
    Authority.Grant last() throws Exception {
        List<Authority.Grant> all = grants();
        return all.get(all.size() - 1);
    }

    /** The next build of this user: permits, sweeps, closes. What it told. */
    List<String> nextBuild() throws Exception {
        try (HostProcess host = permitted()) {
            // A build takes longer than this one, which would otherwise be over before it has swept on a machine at its
            // limits.
            long start = System.nanoTime();
            Patience.until(
                    "the sweep",
                    LONG,
                    () -> alive() == 0 || !host.all("TOLD").isEmpty() || System.nanoTime() - start > WORK.toNanos());
            host.tell("close");
            host.line("CLOSED");
            return host.all("TOLD");
        }
    }

    /** The authority's books about what was asked from here. */
    List<Authority.Grant> grants() throws Exception {
        var requests = AuditStory.of(audit()).requests();
        return ground.authority.grants().stream()
                .filter(grant -> requests.contains(grant.requestId()))
                .toList();
    }

    /** How many of them are alive now. */
    int alive() throws Exception {
        Instant now = Instant.now();
        return (int) grants().stream()
                .filter(grant -> grant.revoked().isEmpty() && grant.expires().isAfter(now))
                .count();
    }

    /** Kills a host and its guardian, in an order that lets neither do anything about it. When that was. */
    Instant killBoth(HostProcess host) throws Exception {
        ProcessHandle guardian = host.guardian().orElseThrow(() -> new AssertionError("there is no guardian"));
        Signal.STOP.to(host.pid());
        Signal.KILL.to(guardian.pid());
        // Its parent is stopped and buries nobody: dead is what its state says.
        Patience.until("the guardian's end", Duration.ofSeconds(10), () -> HostProcess.isDead(guardian.pid()));
        return host.kill();
    }

    /** Waits until nothing from here is alive. */
    void awaitDead(Duration limit) throws Exception {
        Patience.until("0 alive", limit, () -> alive() == 0);
    }

    /**
     * How every case ends: nothing is alive, the audit log is whole and tells what the authority's books tell, and no secret lies
     * anywhere.
     */
    int reckon() throws Exception {
        int alive = alive();
        if (alive != 0) {
            throw new AssertionError(alive + " alive in the end");
        }
        AuditStory.of(audit()).agreesWith(ground.authority.grants());
        ground.canary.assertClean(root);
        return alive;
    }

    private String configuration() {
        return """
                version: 1
                identity:
                  - @IDENTITY@
                issuers:
                  trial:
                    oauth2:
                      url: @AUTHORITY@
                      client: @CLIENT@
                      grant: @GRANT@
                      endpoints: { token: "@ASK@", revocation: "@END@", introspection: "@LOOK@" }
                profiles:
                  deploy:
                    issuer: trial
                    request: { scope: [repo:write] }
                    ttl: @TTL@
                    purpose: torture
                    deliver: { env: { DEPLOY_TOKEN: token } }
                policy:
                  anybody:
                    permit: deploy
                    from: @WHO@
                    when: { repository: acme/app }
                """.replace("@IDENTITY@", identity)
                .replace("@AUTHORITY@", ground.authority.url())
                .replace("@CLIENT@", client)
                .replace("@GRANT@", grant)
                .replace("@ASK@", door(Door.TOKEN))
                .replace("@END@", door(Door.REVOKE))
                .replace("@LOOK@", door(Door.INTROSPECT))
                .replace("@TTL@", ttl)
                .replace("@WHO@", identity.replaceFirst(":.*", ""));
    }

    private String door(Door door) {
        return doors.getOrDefault(door, "");
    }

    @Override
    public void close() {
        hosts.forEach(HostProcess::close);
        hosts.clear();
    }
}
