package io.github.jitcredentials.load;

import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import io.github.jitcredentials.peer.Realm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What a lease costs its task before a real Keycloak, in turns beside the same three calls from a bare client. */
public final class KeycloakOverhead {
    private static final Duration WORK = Duration.ofMillis(80);

    private KeycloakOverhead() {}

    /** Takes the number of rounds, a directory on a disk, and one in memory. */
    public static void main(String[] args) throws IOException {
        int rounds = Integer.parseInt(args[0]);
        List<List<Long>> waited = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (Realm realm = new Realm()) {
            URI keycloak = realm.keycloak().url();
            String url = keycloak + realm.path();
            try (BareClient client = new BareClient(keycloak);
                    Ground memory = ground(args[2], url);
                    Ground disk = ground(args[1], url);
                    Assembly first = memory.assembly();
                    Assembly second = disk.assembly()) {
                Permitted one = first.decide(Ground.deploy(first), "bench");
                Permitted other = second.decide(Ground.deploy(second), "bench");
                for (int round = -Math.min(50, rounds); round < rounds; round++) {
                    disk.refreshIdentity();
                    long[] nanos = {
                        bare(client, realm.path(), memory.refreshIdentity()), lease(first, one), lease(second, other)
                    };
                    for (int way = 0; round >= 0 && way < nanos.length; way++) {
                        waited.get(way).add(nanos[way]);
                    }
                }
            }
        }
        print(waited);
    }

    private static Ground ground(String parent, String url) throws IOException {
        return Ground.in(
                Path.of(parent),
                url,
                "oauth2: { url: \"" + url + "\", grant: client-credentials, prove: client, identity-reuse: accepted }",
                "{ scope: [\"repo:write\"] }",
                "{ DEPLOY_TOKEN: token }");
    }

    private static long bare(BareClient client, String realm, String identity) throws IOException {
        String endpoints = realm + "/protocol/openid-connect/";
        String proof = "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                + "&client_assertion=" + identity;
        long start = System.nanoTime();
        String answer = client.post(endpoints + "token", "grant_type=client_credentials&scope=repo%3Awrite" + proof);
        String token = "token=" + answer.split("\"")[3];
        long acquired = System.nanoTime();
        LockSupport.parkNanos(WORK.toNanos());
        long over = System.nanoTime();
        client.post(endpoints + "revoke", token + proof);
        String dead = client.post(endpoints + "token/introspect", token + proof);
        long end = System.nanoTime();
        Checks.that(dead.contains("\"active\":false"), "the bare client's token is dead");
        return acquired - start + end - over;
    }

    private static long lease(Assembly assembly, Permitted permitted) {
        long start = System.nanoTime();
        CredentialSession session = assembly.open(permitted);
        long acquired = System.nanoTime();
        // The task's own work, beside which Keycloak is asked whether the credential is alive.
        LockSupport.parkNanos(WORK.toNanos());
        long over = System.nanoTime();
        LeaseReport report = session.end(EndReason.COMPLETED);
        long end = System.nanoTime();
        Checks.that(report.outcome() == LeaseState.PROVEN, "a lease is proven dead, not " + report.outcome());
        return acquired - start + end - over;
    }

    private static void print(List<List<Long>> waited) {
        List<String> names = List.of(
                "the bare calls: token, revocation, introspection", "a lease, flushes for nothing", "a lease, with a disk");
        Figures.printBeside(names, waited);
    }
}
