package io.github.jitcredentials.lease;

import io.github.jitcredentials.identity.IdentitySpec;
import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.IssuerSpec;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.IdentityTokens.Renewability;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Purpose;
import io.github.jitcredentials.model.Scope;
import io.github.jitcredentials.model.Secret;
import io.github.jitcredentials.model.SuppressForbidden;
import io.github.jitcredentials.model.Task;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A process that opens leases as a build would, and is then killed. Arguments: journal directory, runtime directory, the authority's
 * URL, seconds to live, number of leases, the guardian's class path or {@code none}.
 */
final class OwnerMain {
    static final String SECRET_NAME = "env:CI_TOKEN";
    static final String SECRET = "ci-t0ken-that-only-the-pipe-may-carry";

    private OwnerMain() {}

    public static void main(String[] args) throws Exception {
        SecureRandom random = new SecureRandom();
        SealKey key = SealKey.find(Map.of("XDG_RUNTIME_DIR", args[1]), Path.of("/nowhere"), random);
        FileJournal journal = FileJournal.create(JournalDirectory.open(Path.of(args[0])), Machine.here(), key, random);
        Guardian guardian = args[5].equals("none") ? Guardian.none() : guardian(args[5]);
        Revoker revoker = new Revoker(Time.system(), random, Limits.standard().withRevoke(Duration.ofMillis(500)));
        LeaseKeeper keeper = new LeaseKeeper(journal, guardian, revoker, LeaseListener.NONE);
        IssuerSpec spec =
                new IssuerSpec("trial", "trial", new TreeMap<>(Map.of("url", args[2], "secret", SECRET_NAME)));
        Map<String, Secret> secrets = Map.of(SECRET_NAME, Secret.of(SECRET));
        IdentitySpec identity = new IdentitySpec("ci", "environment", new TreeMap<>());
        CredentialIssuer issuer = new TrialIssuers().create(spec, identity, secrets);
        CredentialRequest request = new CredentialRequest(
                "deploy",
                "trial",
                Scope.of("scope", "repo:write"),
                Duration.ofSeconds(Long.parseLong(args[3])),
                new Task("maven", "deploy:deploy", new Purpose("a trial")),
                null);
        List<HeldLease> leases = IntStream.range(0, Integer.parseInt(args[4]))
                .mapToObj(i -> keeper.open(
                        new LeasePlan(
                                LeaseId.random(random),
                                "request-" + i,
                                request,
                                spec,
                                identity,
                                Renewability.FIXED,
                                OwnerKind.PROCESS,
                                secrets),
                        issuer))
                .toList();
        leases.forEach(lease -> lease.values().current().lifeSign().settled(Duration.ofSeconds(5)));
        long pid = guardian instanceof GuardianProcess process
                ? process.whenReady().get(30, TimeUnit.SECONDS)
                : 0;
        say("ACTIVE " + pid);
        CompletableFuture<?>[] told = leases.stream()
                .map(lease -> lease.whenOver().thenAccept(report -> say("OVER " + report.outcome())))
                .toArray(CompletableFuture<?>[]::new);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("close")) {
                keeper.close();
                CompletableFuture.allOf(told).join();
                say("CLOSED");
            }
        }
    }

    private static Guardian guardian(String classPath) {
        return Guardian.start(new GuardianLaunch(
                Path.of(System.getProperty("java.home")),
                Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList(),
                TrialIssuers.class.getName(),
                Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8")));
    }

    @SuppressForbidden("a program whose output a test reads")
    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
