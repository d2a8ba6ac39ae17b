package io.github.jitcredentials.load;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.peer.BaoDesk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a lease of a database user costs its task before a real OpenBao, in turns beside bare clients: one that does the least, and
 * one that sends the same requests for it as we do.
 */
public final class OpenBaoOverhead {
    private static final Duration WORK = Duration.ofMillis(80);

    private OpenBaoOverhead() {}

    /** One way to get a user of the database and to end it, in nanoseconds that its task waited. */
    private interface Way {
        long go() throws IOException;
    }

    /** Takes the number of rounds, a directory on a disk, and one in memory. */
    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        BaoDesk desk = new BaoDesk();
        desk.role(desk.documented("role").replace("\"15m\"", "\"2h\"").replace("\"1h\"", "\"2h\""));
        String issuer = "vault: { url: \"" + desk.bao().url() + "\", audience: \"" + BaoDesk.AUDIENCE
                + "\", login: { jwt: { path: " + desk.mount() + ", role: " + desk.role() + " } }REVOKE }";
        List<String> names = List.of(
                "bare, the least: login, read; lease and token revoked",
                "bare, with our safety: the requests that its task waits for",
                "a lease, flushes for nothing",
                "a lease, flushes for nothing, `revoke: token`",
                "a lease, with a disk");
        List<List<Long>> waited = new ArrayList<>();
        names.forEach(name -> waited.add(new ArrayList<>()));
        try (BareOpenBao bare = new BareOpenBao(desk);
                Ground memory = ground(args[2], issuer, "", desk);
                Ground byToken = ground(args[2], issuer, ", revoke: token", desk);
                Ground disk = ground(args[1], issuer, "", desk);
                Assembly first = memory.assembly();
                Assembly second = byToken.assembly();
                Assembly third = disk.assembly()) {
            List<Way> ways = List.of(
                    () -> least(bare, memory.refreshIdentity()),
                    () -> same(bare, memory.refreshIdentity()),
                    lease(first, memory),
                    lease(second, byToken),
                    lease(third, disk));
            for (int round = -Math.min(50, rounds); round < rounds; round++) {
                for (int way = 0; way < ways.size(); way++) {
                    long nanos = ways.get(way).go();
                    if (round >= 0) {
                        waited.get(way).add(nanos);
                    }
                }
            }
        }
        Checks.that(desk.users().isEmpty(), "nobody is left in the database");
        Checks.that(desk.tokens().isEmpty(), "no token is left");
        Figures least = Figures.of(waited.get(0), nanos -> nanos);
        Figures same = Figures.of(waited.get(1), nanos -> nanos);
        System.out.println("| | median, ms | 90 %, ms | of the least | of the same requests |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (int way = 0; way < names.size(); way++) {
            Figures figures = Figures.of(waited.get(way), nanos -> nanos);
            System.out.println("| " + names.get(way) + " | " + Figures.millis(figures.median()) + " | "
                    + Figures.millis(figures.at(0.9)) + " | "
                    + Figures.ratio((double) figures.median() / least.median()) + " | "
                    + Figures.ratio((double) figures.median() / same.median()) + " |");
        }
    }

    private static Ground ground(String parent, String issuer, String revoke, BaoDesk desk) throws IOException {
        return Ground.in(
                Path.of(parent),
                BaoDesk.AUDIENCE,
                issuer.replace("REVOKE", revoke),
                "{ path: " + desk.path() + " }",
                "{ DB_USER: username, DB_PASSWORD: password }");
    }

    private static Way lease(Assembly assembly, Ground ground) {
        Permitted permitted = assembly.decide(Ground.deploy(assembly), "bench");
        return () -> {
            ground.refreshIdentity();
            long start = System.nanoTime();
            CredentialSession session = assembly.open(permitted);
            long acquired = System.nanoTime();
            LockSupport.parkNanos(WORK.toNanos());
            long over = System.nanoTime();
            LeaseReport report = session.end(EndReason.COMPLETED);
            long end = System.nanoTime();
            Checks.that(report.outcome() == LeaseState.PROVEN, "a lease is proven dead, not " + report.outcome());
            return acquired - start + end - over;
        };
    }

    private static long least(BareOpenBao bare, String identity) throws IOException {
        long start = System.nanoTime();
        BareOpenBao.Login login = bare.login(identity);
        String lease = bare.read(login.token());
        long acquired = System.nanoTime();
        LockSupport.parkNanos(WORK.toNanos());
        long over = System.nanoTime();
        bare.post("sys/leases/revoke", login.token(), "{\"lease_id\":\"" + lease + "\",\"sync\":true}");
        bare.post("auth/token/revoke-self", login.token(), "");
        return System.nanoTime() - over + acquired - start;
    }

    private static long same(BareOpenBao bare, String identity) throws IOException {
        long start = System.nanoTime();
        BareOpenBao.Login login = bare.login(identity);
        bare.post("sys/capabilities-self", login.token(), "{\"paths\":[\"sys/leases/revoke\",\"auth/token/create\"]}");
        String lease = bare.read(bare.child(login.token()));
        long acquired = System.nanoTime();
        LockSupport.parkNanos(WORK.toNanos());
        long over = System.nanoTime();
        String ofLease = "{\"lease_id\":\"" + lease + "\",\"sync\":true}";
        String ofLogin = "{\"accessor\":\"" + login.accessor() + "\"}";
        BareOpenBao.Login revoker = bare.login(identity);
        bare.post("sys/leases/revoke", revoker.token(), ofLease);
        bare.post("auth/token/revoke-accessor", revoker.token(), ofLogin);
        bare.post("auth/token/revoke-self", revoker.token(), "");
        BareOpenBao.Login prober = bare.login(identity);
        String dead = bare.post("sys/leases/lookup", prober.token(), "{\"lease_id\":\"" + lease + "\"}");
        bare.post("auth/token/lookup-accessor", prober.token(), ofLogin);
        bare.post("auth/token/revoke-self", prober.token(), "");
        Checks.that(dead.contains("invalid lease"), "the bare client's lease is dead");
        return System.nanoTime() - over + acquired - start;
    }
}
