package io.github.jitcredentials.load;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.Assembly;
import io.github.jitcredentials.issuer.FakeGitHub;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LeaseState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a lease of a GitHub App's token costs its task, in turns beside the same calls from a bare client, before a server that holds
 * each request and answer against GitHub's own description.
 */
public final class GitHubOverhead {
    private static final Duration WORK = Duration.ofMillis(80);

    private GitHubOverhead() {}

    /** Takes the number of rounds, a directory on a disk, and one in memory. */
    public static void main(String[] args) throws IOException, JOSEException {
        int rounds = Integer.parseInt(args[0]);
        List<List<Long>> waited = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        RSASSASigner key = new RSASSASigner(key());
        try (FakeGitHub github = new FakeGitHub(Clock.systemUTC())) {
            try (BareClient client = new BareClient(URI.create(github.url()));
                    Ground memory = ground(args[2], github);
                    Ground disk = ground(args[1], github);
                    Assembly first = memory.assembly();
                    Assembly second = disk.assembly()) {
                Permitted one = first.decide(Ground.deploy(first), "bench");
                Permitted other = second.decide(Ground.deploy(second), "bench");
                for (int round = -Math.min(100, rounds); round < rounds; round++) {
                    memory.refreshIdentity();
                    disk.refreshIdentity();
                    long[] nanos = {bare(client, key), lease(first, one), lease(second, other)};
                    for (int way = 0; round >= 0 && way < nanos.length; way++) {
                        waited.get(way).add(nanos[way]);
                    }
                }
            }
            Checks.that(github.live() == 0, "0 alive");
        }
        print(waited);
    }

    private static PrivateKey key() {
        byte[] der = Base64.getMimeDecoder().decode(FakeGitHub.pkcs8().replaceAll("-----[A-Z ]+-----", ""));
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Ground ground(String parent, FakeGitHub github) throws IOException {
        Ground ground = Ground.in(
                Path.of(parent),
                github.url(),
                "github-app: { app: " + FakeGitHub.APP + ", key: \"file:ROOT/app.pem\", url: \"" + github.url()
                        + "\", audience: \"" + github.url() + "\" }",
                "{ repositories: [acme/app], permissions: [\"contents:write\"] }",
                "{ GH_TOKEN: token }");
        Files.writeString(ground.root().resolve("app.pem"), FakeGitHub.pkcs1());
        return ground;
    }

    private static long bare(BareClient client, RSASSASigner key) throws IOException, JOSEException {
        long start = System.nanoTime();
        String answer = client.send(
                "POST",
                "/api/v3/app/installations/88/access_tokens",
                headers(app(key)) + "Content-Type: application/json\r\n",
                "{\"repositories\":[\"app\"],\"permissions\":{\"contents\":\"write\"}}");
        int at = answer.indexOf("\"token\":\"") + 9;
        String token = answer.substring(at, answer.indexOf('"', at));
        long acquired = System.nanoTime();
        LockSupport.parkNanos(WORK.toNanos());
        long over = System.nanoTime();
        client.send("DELETE", "/api/v3/installation/token", headers(token), "");
        String dead = client.send("GET", "/api/v3/installation/repositories?per_page=2", headers(token), "");
        long end = System.nanoTime();
        Checks.that(dead.contains("Bad credentials"), "the bare client's token is dead");
        return acquired - start + end - over;
    }

    private static String headers(String bearer) {
        return "Authorization: Bearer " + bearer + "\r\nX-GitHub-Api-Version: 2022-11-28\r\n"
                + "Accept: application/vnd.github+json\r\nUser-Agent: bare\r\n";
    }

    private static String app(RSASSASigner key) throws JOSEException {
        Instant now = Instant.now();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader(JWSAlgorithm.RS256),
                new JWTClaimsSet.Builder()
                        .issuer(FakeGitHub.APP)
                        .issueTime(Date.from(now.minusSeconds(60)))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .build());
        jwt.sign(key);
        return jwt.serialize();
    }

    private static long lease(Assembly assembly, Permitted permitted) {
        long start = System.nanoTime();
        CredentialSession session = assembly.open(permitted);
        long acquired = System.nanoTime();
        // The task's own work, beside which GitHub is asked what the token opens.
        LockSupport.parkNanos(WORK.toNanos());
        long over = System.nanoTime();
        LeaseReport report = session.end(EndReason.COMPLETED);
        long end = System.nanoTime();
        Checks.that(report.outcome() == LeaseState.PROVEN, "a lease is proven dead, not " + report.outcome());
        return acquired - start + end - over;
    }

    private static void print(List<List<Long>> waited) {
        List<String> names = List.of(
                "the bare calls: token, revocation, a question in its name",
                "a lease, flushes for nothing",
                "a lease, with a disk");
        Figures.printBeside(names, waited);
    }
}
