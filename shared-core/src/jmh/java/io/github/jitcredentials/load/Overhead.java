package io.github.jitcredentials.load;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What a lease costs its task beside the same three calls from a bare client, in turns, against an authority that takes 20 ms for
 * each answer: with a disk, and on a file system in memory, where a flush costs nothing.
 */
public final class Overhead {
    private static final int DELAY = 20;
    private static final Duration WORK = Duration.ofMillis(80);

    private Overhead() {}

    /** One lease, as its task waited for it. */
    private record Lease(long acquire, long end, LeaseReport report) {
        long waited() {
            return acquire + end;
        }
    }

    /** Takes the number of rounds, a directory on a disk, and one in memory. */
    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        List<Long> bare = new ArrayList<>();
        List<Lease> memory = new ArrayList<>();
        List<Lease> disk = new ArrayList<>();
        try (AuthorityProcess authority = AuthorityProcess.start(DELAY);
                BareClient client = new BareClient(authority.url());
                Ground onDisk = Ground.in(Path.of(args[1]), authority.url());
                Ground inMemory = Ground.in(Path.of(args[2]), authority.url());
                Assembly first = onDisk.assembly();
                Assembly second = inMemory.assembly()) {
            Permitted one = first.decide(Ground.deploy(first), "bench");
            Permitted other = second.decide(Ground.deploy(second), "bench");
            int warmUp = Math.min(100, rounds);
            for (int round = -warmUp; round < rounds; round++) {
                onDisk.refreshIdentity();
                long calls = bare(client, inMemory.refreshIdentity());
                Lease withoutDisk = lease(second, other);
                Lease withDisk = lease(first, one);
                if (round >= 0) {
                    bare.add(calls);
                    memory.add(withoutDisk);
                    disk.add(withDisk);
                }
            }
            Checks.that(authority.alive() == 0, "0 alive");
        }
        print(Figures.of(bare, nanos -> nanos), memory, disk);
    }

    private static long bare(BareClient client, String identity) throws IOException {
        long start = System.nanoTime();
        String token = client.issue(identity);
        long acquired = System.nanoTime();
        LockSupport.parkNanos(WORK.toNanos());
        long ended = System.nanoTime();
        client.revoke(token);
        Checks.that(!client.isActive(token), "the bare client's token is dead");
        return System.nanoTime() - ended + acquired - start;
    }

    private static Lease lease(Assembly assembly, Permitted permitted) {
        long start = System.nanoTime();
        CredentialSession session = assembly.open(permitted);
        long acquired = System.nanoTime();
        // The task's own work, beside which the authority is asked whether the credential is alive.
        LockSupport.parkNanos(WORK.toNanos());
        long over = System.nanoTime();
        LeaseReport report = session.end(EndReason.COMPLETED);
        long end = System.nanoTime();
        Checks.that(report.outcome() == LeaseState.PROVEN, "a lease is proven dead, not " + report.outcome());
        return new Lease(acquired - start, end - over, report);
    }

    private static void print(Figures bare, List<Lease> memory, List<Lease> disk) {
        System.out.println("| | median, ms | 90 %, ms | more than the bare calls | share |");
        System.out.println("|---|---:|---:|---:|---:|");
        row("the bare calls: token, revocation, introspection", bare, bare);
        row("a lease, flushes for nothing", Figures.of(memory, Lease::waited), bare);
        row("a lease, with a disk", Figures.of(disk, Lease::waited), bare);
        System.out.println();
        System.out.println("| step of the trace | in memory: median, ms | with a disk: median, ms |");
        System.out.println("|---|---:|---:|");
        Map<String, Figures> slow = steps(disk);
        steps(memory).forEach((name, fast) -> System.out.println("| " + name + " | " + Figures.millis(fast.median())
                + " | " + Figures.millis(slow.get(name).median()) + " |"));
    }

    private static void row(String what, Figures figures, Figures bare) {
        long more = figures.median() - bare.median();
        System.out.println("| " + what + " | " + Figures.millis(figures.median()) + " | " + Figures.millis(figures.at(0.9))
                + " | " + (figures == bare ? "" : Figures.millis(more)) + " | "
                + (figures == bare ? "" : Figures.ratio((double) more / bare.median())) + " |");
    }

    private static Map<String, Figures> steps(List<Lease> leases) {
        Map<String, Figures> steps = new LinkedHashMap<>();
        for (String name : leases.get(0).report().steps().keySet()) {
            steps.put(
                    name,
                    Figures.of(leases, lease -> lease.report()
                            .steps()
                            .getOrDefault(name, Duration.ZERO)
                            .toNanos()));
        }
        return steps;
    }
}
