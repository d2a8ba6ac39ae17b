package io.github.jitcredentials.load;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thousand leases acquired at the same moment by as many threads of one process, and ended at the same moment: the whole product
 * but its host, against an authority that takes 20 ms for each answer. Beside it the same four calls from bare clients.
 */
public final class Together {
    private static final int DELAY = 20;
    /** As many connections as the product makes to one authority. */
    private static final int CONNECTIONS = 32;

    private Together() {}

    /** How long it took all of them. */
    private record Run(long acquire, long end) {}

    /** Takes the number of leases, and a directory on a disk. */
    public static void main(String[] args) throws Exception {
        int many = Integer.parseInt(args[0]);
        try (AuthorityProcess authority = AuthorityProcess.start(DELAY);
                Ground ground = Ground.in(Path.of(args[1]), authority.url())) {
            String identity = ground.refreshIdentity();
            bare(authority, identity, 100, CONNECTIONS);
            Run few = bare(authority, identity, many, CONNECTIONS);
            Run each = bare(authority, identity, many, many);
            int before = authority.granted();
            Run ours;
            try (Assembly assembly = ground.assembly()) {
                Permitted permitted = assembly.decide(Ground.deploy(assembly), "bench");
                // The guardian starts while a build works; that is no part of this.
                assembly.open(permitted).end(EndReason.COMPLETED);
                ours = ours(assembly, permitted, many);
            }
            Checks.that(authority.granted() == before + many + 1, "one grant for each lease");
            Checks.that(authority.alive() == 0, "0 alive");
            System.out.println("| " + many + " at once | all acquired, s | all revoked and proven, s | both, of the bare calls over "
                    + CONNECTIONS + " connections |");
            System.out.println("|---|---:|---:|---:|");
            row("bare calls, a connection each", each, few);
            row("bare calls, " + CONNECTIONS + " connections", few, few);
            row("leases, with journal, audit log and guardian", ours, few);
        }
    }

    private static void row(String what, Run run, Run base) {
        System.out.println("| " + what + " | " + Figures.seconds(run.acquire()) + " | " + Figures.seconds(run.end()) + " | "
                + Figures.ratio((double) (run.acquire() + run.end()) / (base.acquire() + base.end())) + " |");
    }

    private static Run ours(Assembly assembly, Permitted permitted, int many) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            long start = System.nanoTime();
            List<CredentialSession> open =
                    all(threads, java.util.Collections.nCopies(many, () -> assembly.open(permitted)));
            long acquired = System.nanoTime();
            List<Callable<LeaseState>> ends = new ArrayList<>();
            open.forEach(session -> ends.add(() -> session.end(EndReason.COMPLETED).outcome()));
            List<LeaseState> outcomes = all(threads, ends);
            long ended = System.nanoTime();
            long proven = outcomes.stream().filter(LeaseState.PROVEN::equals).count();
            Checks.that(proven == many, "all are proven dead, not " + proven + " of " + many);
            return new Run(acquired - start, ended - acquired);
        } finally {
            threads.shutdown();
        }
    }

    /** Token and "is it alive" for all, then revocation and "is it dead" for all. */
    private static Run bare(AuthorityProcess authority, String identity, int many, int connections) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        List<BareClient> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            clients.add(new BareClient(authority.url()));
        }
        try {
            List<List<String>> tokens = new ArrayList<>();
            List<Callable<Boolean>> acquire = new ArrayList<>();
            List<Callable<Boolean>> end = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                BareClient client = clients.get(i);
                List<String> mine = new ArrayList<>();
                tokens.add(mine);
                int share = many / connections + (i < many % connections ? 1 : 0);
                acquire.add(() -> {
                    for (int j = 0; j < share; j++) {
                        mine.add(client.issue(identity));
                        Checks.that(client.isActive(mine.get(j)), "a token is alive");
                    }
                    return true;
                });
                end.add(() -> {
                    for (String token : mine) {
                        client.revoke(token);
                        Checks.that(!client.isActive(token), "a revoked token is dead");
                    }
                    return true;
                });
            }
            long start = System.nanoTime();
            all(threads, acquire);
            long acquired = System.nanoTime();
            all(threads, end);
            return new Run(acquired - start, System.nanoTime() - acquired);
        } finally {
            threads.shutdown();
            for (BareClient client : clients) {
                client.close();
            }
        }
    }

    private static <T> List<T> all(ExecutorService threads, List<? extends Callable<T>> work)
            throws InterruptedException, ExecutionException, IOException {
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(work)) {
            results.add(future.get());
        }
        return results;
    }
}
