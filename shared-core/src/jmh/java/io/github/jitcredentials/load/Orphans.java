package io.github.jitcredentials.load;

import io.github.jitcredentials.audit.AuditLocation;
import io.github.jitcredentials.audit.FileAuditLog;
import io.github.jitcredentials.audit.SessionId;
import io.github.jitcredentials.broker.AuditedLeases;
import io.github.jitcredentials.http.Web;
import io.github.jitcredentials.http.WebSettings;
import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.issuer.Issuers;
import io.github.jitcredentials.issuer.NamedSecrets;
import io.github.jitcredentials.lease.FileJournal;
import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.JournalRecord;
import io.github.jitcredentials.lease.JournalRecord.Held;
import io.github.jitcredentials.lease.JournalRecord.Intent;
import io.github.jitcredentials.lease.JournalRecord.SeenAlive;
import io.github.jitcredentials.lease.JournalRecord.Transition;
import io.github.jitcredentials.lease.LeaseEvent;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.Limits;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.lease.Revoker;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.lease.Sweep;
import io.github.jitcredentials.lease.SweepReport;
import io.github.jitcredentials.lease.SystemTime;
import io.github.jitcredentials.lease.Time;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.IdentityToken;
import io.github.jitcredentials.model.IdentityTokens;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A journal full of leases whose process is gone, swept over HTTP from an authority that takes 20 ms for each answer, with an audit
 * log; beside it the same two calls for a tenth of them, from as many bare clients as a sweep has hands.
 */
public final class Orphans {
    private static final int DELAY = 20;
    private static final int HANDS = 16;
    private static final int WRITERS = 64;
    private static final IdentitySpec IDENTITY =
            new IdentitySpec("token-file", "token-file", new TreeMap<>(Map.of("path", "/run/ci/token")));

    private Orphans() {}

    /** Takes the number of leases, and a directory on a disk. */
    public static void main(String[] args) throws Exception {
        int many = Integer.parseInt(args[0]);
        Path root = Files.createTempDirectory(Files.createDirectories(Path.of(args[1])), "orphans").toRealPath();
        Path runtime = Files.createDirectory(root.resolve("runtime"));
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
        SecureRandom random = new SecureRandom();
        SealKey key = SealKey.find(Map.of("XDG_RUNTIME_DIR", runtime.toString()), root, random);
        JournalDirectory directory = JournalDirectory.open(root.resolve("journal"));
        try (AuthorityProcess authority = AuthorityProcess.start(DELAY);
                SystemTime time = Time.system();
                Web web = new Web(WebSettings.standard(), Clock.systemUTC());
                FileAuditLog audit =
                        FileAuditLog.open(AuditLocation.of(root.resolve("audit.jsonl"), List.of()), random)) {
            long bare = bare(authority, many / 10);
            long size = leave(directory, key, random, authority, many);
            Checks.that(authority.alive() == many, "all of them are alive before");
            Revoker revoker = new Revoker(time, random, Limits.standard());
            long start = System.nanoTime();
            SweepReport report = new Sweep(directory, Machine.here(), key, revoker)
                    .run(
                            (issuer, identity, secrets) -> Issuers.create(
                                    issuer, web, new Nobody(), new NamedSecrets(Map.of()), Clock.systemUTC()),
                            new AuditedLeases(audit, SessionId.random(random), Clock.systemUTC()));
            long took = System.nanoTime() - start;
            report.alarms().forEach(System.err::println);
            Checks.that(authority.alive() == 0, "0 alive, not " + authority.alive());
            Checks.that(report.leases().size() == many, "each is reported");
            Checks.that(
                    report.leases().stream().allMatch(lease -> lease.outcome() == LeaseState.PROVEN),
                    "each is proven dead");
            try (Stream<Path> left = Files.list(directory.path())) {
                Checks.that(left.findAny().isEmpty(), "nothing is left in the journal's directory");
            }
            System.out.println("| leases | journal, MiB | swept in, s | a second | bare calls, " + HANDS
                    + " at once: a second | share | heap allowed, MiB |");
            System.out.println("|---:|---:|---:|---:|---:|---:|---:|");
            double ours = many / (took / 1e9);
            double theirs = many / 10 / (bare / 1e9);
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %d | %d | %s | %.0f | %.0f | %.2f | %d |",
                    many,
                    size >> 20,
                    Figures.seconds(took),
                    ours,
                    theirs,
                    ours / theirs,
                    Runtime.getRuntime().maxMemory() >> 20));
        } finally {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private static long leave(
            JournalDirectory directory, SealKey key, SecureRandom random, AuthorityProcess authority, int many)
            throws Exception {
        int first = authority.grant(many);
        Machine here = Machine.here();
        // Of a process that is gone.
        FileJournal journal =
                FileJournal.create(directory, new Machine(here.host(), here.boot(), 4_194_305, Instant.EPOCH), key, random);
        IssuerSpec issuer = new IssuerSpec(
                "trial", "oauth2", new TreeMap<>(Map.of("url", authority.url().toString(), "client", "deployer")));
        atOnce(WRITERS, writer -> {
            for (int i = writer; i < many; i += WRITERS) {
                leave(journal, issuer, LoadAuthority.token(first + i), i);
            }
        });
        long size = Files.size(journal.file().orElseThrow());
        journal.close();
        return size;
    }

    private static void leave(FileJournal journal, IssuerSpec issuer, String token, int number) {
        LeaseId id = new LeaseId(String.format(Locale.ROOT, "%012x", number + 1));
        Instant now = Instant.now();
        CredentialRequest request = new CredentialRequest(
                "deploy",
                "trial",
                Scope.of("scope", "repo:write"),
                Duration.ofHours(12),
                new Task("maven", "deploy:deploy (default) @ app", new Purpose("publish 1.4.0")),
                null);
        journal.append(new Intent(id, now, request, "request-" + id, issuer, IDENTITY, OwnerKind.PROCESS));
        Handle handle = new Handle(Map.of(), Map.of(Credential.TOKEN, Secret.of(token)));
        journal.append(new Held(id, JournalRecord.FIRST, handle, now, now.plus(Duration.ofHours(12))));
        journal.append(new Transition(id, LeaseEvent.HANDED_OVER, LeaseState.ACTIVE, now, ""));
        journal.append(new SeenAlive(id, JournalRecord.FIRST, now));
    }

    private static long bare(AuthorityProcess authority, int many) throws Exception {
        int first = authority.grant(many);
        long start = System.nanoTime();
        atOnce(HANDS, hand -> {
            try (BareClient client = new BareClient(authority.url())) {
                for (int i = hand; i < many; i += HANDS) {
                    client.revoke(LoadAuthority.token(first + i));
                    Checks.that(!client.isActive(LoadAuthority.token(first + i)), "a revoked token is dead");
                }
            }
        });
        return System.nanoTime() - start;
    }

    private interface Work {
        void by(int hand) throws IOException;
    }

    private static void atOnce(int hands, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(hands);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < hands; i++) {
            int hand = i;
            all.add(threads.submit(() -> {
                work.by(hand);
                return hand;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
    }

    /** The credential revokes itself, so nobody is asked who we are. */
    private static final class Nobody implements IdentityTokens {
        @Override
        public IdentityToken fresh(String audience) {
            throw new IllegalStateException("nobody is asked");
        }

        @Override
        public Renewability renewability() {
            return Renewability.FIXED;
        }
    }
}
