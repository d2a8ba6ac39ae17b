package io.github.jitcredentials.load;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.FileJournal;
import io.github.jitcredentials.lease.Guardian;
import io.github.jitcredentials.lease.GuardianLaunch;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.lease.JournalDirectory;
import io.github.jitcredentials.lease.LeaseKeeper;
import io.github.jitcredentials.lease.LeaseListener;
import io.github.jitcredentials.lease.LeasePlan;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.lease.Limits;
import io.github.jitcredentials.lease.Machine;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.lease.Revoker;
import io.github.jitcredentials.lease.SealKey;
import io.github.jitcredentials.lease.SystemTime;
import io.github.jitcredentials.lease.Time;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Task;
import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Many leases alive at once in one process, with the real journal and perhaps the real guardian: heap, time, idle processor time. */
public final class ManyLeases {
    private static final int THREADS = 64;
    private static final Duration IDLE = Duration.ofSeconds(20);
    private static final IssuerSpec ISSUER =
            new IssuerSpec("trial", "oauth2", new TreeMap<>(Map.of("url", "http://127.0.0.1:4187")));
    private static final IdentitySpec IDENTITY =
            new IdentitySpec("token-file", "token-file", new TreeMap<>(Map.of("path", "/run/ci/token")));

    private ManyLeases() {}

    /** Takes the number of leases, a directory on a disk, and {@code guardian} or {@code alone}. */
    public static void main(String[] args) throws Exception {
        int many = Integer.parseInt(args[0]);
        Path root = Files.createTempDirectory(Files.createDirectories(Path.of(args[1])), "many").toRealPath();
        boolean guarded = args[2].equals("guardian");
        SecureRandom random = new SecureRandom();
        Path runtime = Files.createDirectory(root.resolve("runtime"));
        Files.setPosixFilePermissions(runtime, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        SealKey key = SealKey.find(Map.of("XDG_RUNTIME_DIR", runtime.toString()), root, random);
        FileJournal journal =
                FileJournal.create(JournalDirectory.open(root.resolve("journal")), Machine.here(), key, random);
        MemoryIssuer issuer = new MemoryIssuer(Clock.systemUTC(), Duration.ofHours(24));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (SystemTime time = Time.system()) {
            Revoker revoker = new Revoker(time, random, Limits.standard());
            LeaseKeeper keeper =
                    new LeaseKeeper(journal, guarded ? guardian() : Guardian.none(), revoker, LeaseListener.NONE);
            List<HeldLease> open = Collections.synchronizedList(new ArrayList<>(many));
            AtomicInteger refused = new AtomicInteger();
            long before = heap();
            long start = System.nanoTime();
            each(threads, many, i -> {
                if (refused.get() == 0) {
                    try {
                        open.add(keeper.open(plan(random), issuer));
                    } catch (JitException.NotRecorded e) {
                        if (refused.getAndIncrement() == 0) {
                            System.err.println("refused after " + open.size() + ": " + e.getMessage());
                        }
                    }
                }
            });
            long opened = System.nanoTime() - start;
            int held = open.size();
            Checks.that(issuer.alive() == held, "what was not handed out is revoked: " + issuer.alive() + " for " + held);
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            long heap = heap() - before;
            long busy = processorNanos();
            LockSupport.parkNanos(IDLE.toNanos());
            double idle = (double) (processorNanos() - busy) / IDLE.toNanos();
            long size = Files.size(journal.file().orElseThrow());
            start = System.nanoTime();
            AtomicInteger proven = new AtomicInteger();
            each(threads, held, i -> {
                if (keeper.end(open.get(i), EndReason.COMPLETED).outcome() == LeaseState.PROVEN) {
                    proven.incrementAndGet();
                }
            });
            long ended = System.nanoTime() - start;
            keeper.close();
            Checks.that(proven.get() == held, "all are proven dead, not " + proven.get() + " of " + held);
            Checks.that(issuer.alive() == 0, "0 alive");
            System.out.println("| " + (guarded ? "with a guardian" : "without a guardian") + " | " + held + " of " + many
                    + " | " + (heap >> 20) + " | " + heap / Math.max(1, held) + " | " + (size >> 20) + " | "
                    + Figures.seconds(opened) + " | " + Figures.seconds(ended) + " | " + Figures.ratio(100 * idle) + " % |");
        } finally {
            threads.shutdownNow();
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Collections.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private interface Step {
        void take(int number);
    }

    private static void each(ExecutorService threads, int many, Step step) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            all.add(threads.submit(() -> {
                for (int i = next.getAndIncrement(); i < many; i = next.getAndIncrement()) {
                    step.take(i);
                }
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    private static LeasePlan plan(SecureRandom random) {
        LeaseId id = LeaseId.random(random);
        CredentialRequest request = new CredentialRequest(
                "deploy",
                "trial",
                Scope.of("scope", "repo:write"),
                Duration.ofHours(12),
                new Task("maven", "deploy:deploy (default) @ app", new Purpose("publish 1.4.0")),
                null);
        return new LeasePlan(
                id, "request-" + id, request, ISSUER, IDENTITY, Renewability.FRESH, OwnerKind.PROCESS, Map.of());
    }

    private static Guardian guardian() {
        return Guardian.start(new GuardianLaunch(
                Path.of(System.getProperty("java.home")),
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .map(Path::toAbsolutePath)
                        .toList(),
                MemoryIssuer.Elsewhere.class.getName(),
                Map.of("PATH", "/usr/bin:/bin")));
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
}
