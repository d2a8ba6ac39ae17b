package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jitcredentials.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A Pipeline on a real Jenkins controller, whose credential dies with its block; then the same again, and the controller is killed
 * by SIGKILL inside the block and started again. Who vouches for the builds is the controller itself, whose keys the authority
 * looks up at it. Every figure comes from the controller's audit log, the repository's own record or the authority's books.
 */
final class JenkinsStory {
    private static final String JOB = "deploy";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int UNAUTHORIZED = 401;

    private final Console console;
    private final BuildFacts build;

    JenkinsStory(Console console, BuildFacts build) {
        this.console = console;
        this.build = build;
    }

    /** @param open whether the controller stays until somebody ends this process */
    void tell(boolean open) {
        Path place = new SampleBuild("jenkins", build).place();
        int port = PeerProcess.freePort();
        try (TrialGround ground =
                        new TrialGround(place.resolve("trial"), List.of(), trusting("http://127.0.0.1:" + port));
                JenkinsController jenkins =
                        new JenkinsController(build.top().resolve("jenkins-plugin"), place.resolve("jenkins"), port)) {
            Path sample = place.resolve("sample");
            SampleProject.copy(
                    build.top().resolve("samples/jenkins"),
                    sample,
                    Map.of(
                            "JENKINS",
                            jenkins.url().toString(),
                            "AUTHORITY",
                            ground.authorityUrl(),
                            "REPOSITORY",
                            ground.repositoryUrl()));
            jenkins.configure(sample.resolve("jenkins.yaml"));
            jenkins.job(JOB, read(sample.resolve("Jenkinsfile")), read(sample.resolve("config.xml")));
            console.line(
                    Instant.now(), "authority", ground.authorityUrl() + "   for trial only; trusts the controller");
            jenkins.start();
            console.line(Instant.now(), "jenkins", jenkins.url() + "   vouches for its builds, configured as code");
            build(jenkins, ground);
            killed(jenkins, ground);
            conclude(ground);
            if (open) {
                stay(jenkins);
            }
        }
    }

    /** The authority's own boundary: it takes the controller's word, for this one job. */
    private static List<String> trusting(String jenkins) {
        String issuer = jenkins + "/jit-credentials/oidc";
        return List.of(
                "--issuer",
                "issuer=" + issuer + ",jwks=" + issuer + "/jwks",
                "--client",
                "id=trial,scope=repo:write,issuer=" + issuer + ",subject=" + jenkins + "/job/" + JOB + "/");
    }

    private void build(JenkinsController jenkins, TrialGround ground) {
        console.line("", "build 1  withJitCredentials { sh 'curl ...' }");
        jenkins.build(JOB);
        succeeds(jenkins, 1);
        AuditTrail trail = jenkins.audit();
        tellDecision(trail);
        tellLease(trail, ground);
        must(trail.count("issued") == 1, "exactly one credential for the build", trail.count("issued") + " issued");
        replay(ground);
    }

    private void tellDecision(AuditTrail trail) {
        JsonNode identified = trail.first("identified");
        JsonNode claims = identified.path("claims");
        console.line(
                AuditTrail.at(identified),
                "asked",
                Console.filled(
                        "job %s, build %s, by %s     the controller's word, signature verified",
                        claims.path("job").asText(),
                        claims.path("run").asText(),
                        claims.path("actor").asText()));
        JsonNode permitted = trail.first("permitted");
        console.line(
                AuditTrail.at(permitted),
                "decision",
                Console.filled(
                        "permit: \"%s\"      %s, at most %s",
                        permitted.path("rule").asText(),
                        scope(permitted),
                        permitted.path("ttl").asText()));
    }

    private void tellLease(AuditTrail trail, TrialGround ground) {
        JsonNode issued = trail.first("issued");
        console.line(
                AuditTrail.at(issued),
                "issued",
                Console.filled(
                        "lease %s  %s  %s      \"%s\"",
                        issued.path("lease").asText(),
                        scope(issued),
                        issued.path("ttl").asText(),
                        issued.path("purpose").asText()));
        List<JsonNode> puts = puts(ground);
        must(puts.size() == 1 && puts.get(0).path("status").asInt() / 100 == 2, "one upload", puts.toString());
        console.line(
                Instant.parse(puts.get(0).path("time").asText()),
                "used",
                "PUT " + puts.get(0).path("path").asText() + "   "
                        + puts.get(0).path("status").asText());
        JsonNode revoked = trail.first("revoked");
        console.line(AuditTrail.at(revoked), "revoked", revoked.path("took").asText() + " after the block ended");
        JsonNode proven = trail.first("proven");
        console.line(AuditTrail.at(proven), "proven", "the authority says: not active (it said active before)");
    }

    private void killed(JenkinsController jenkins, TrialGround ground) {
        AuditTrail before = jenkins.audit();
        ground.holdPut(1);
        jenkins.build(JOB);
        Patience.until(PATIENCE, "the upload of build 2 to begin", () -> ground.holds() ? Boolean.TRUE : null);
        must(
                ground.live().size() == 1,
                "one credential alive during the upload",
                ground.live().size() + " alive");
        Instant kill = Instant.now();
        jenkins.kill();
        console.line(kill, "", "build 2  the same; the controller is killed by SIGKILL during the upload");
        jenkins.start();
        console.line(Instant.now(), "restarted", "the block goes on, with the lease that it had");
        ground.release();
        succeeds(jenkins, 2);
        AuditTrail after = jenkins.audit().since(before);
        JsonNode issued = after.first("issued");
        JsonNode revoked = after.first("revoked");
        must(
                after.count("issued") == 1 && issued.path("lease").equals(revoked.path("lease")),
                "the lease of before the kill, revoked",
                after.count("issued") + " issued");
        must(
                AuditTrail.at(issued).isBefore(kill) && AuditTrail.at(revoked).isAfter(kill),
                "a block that outlived the controller",
                "its lease was revoked at " + AuditTrail.at(revoked));
        console.line(
                AuditTrail.at(revoked),
                "revoked",
                Console.filled(
                        "lease %s, %s after the block ended",
                        revoked.path("lease").asText(), revoked.path("took").asText()));
        console.line(AuditTrail.at(after.first("proven")), "proven", "the authority says: not active");
        replay(ground);
    }

    private void succeeds(JenkinsController jenkins, int number) {
        String result = Patience.until(PATIENCE, "build " + number, () -> jenkins.result(JOB, number));
        must(result.equals("SUCCESS"), "success", "build " + number + ": " + result + "\n" + jenkins.log(JOB, number));
    }

    private void replay(TrialGround ground) {
        int status = ground.replay();
        console.line(
                Instant.now().truncatedTo(ChronoUnit.MILLIS), "replay", "the same token                    " + status);
        must(status == UNAUTHORIZED, "the dead token refused", "the repository answered " + status);
    }

    private void conclude(TrialGround ground) {
        int leases = ground.grants().size();
        int alive = ground.live().size();
        must(alive == 0 && leases == 2, "2 leases, 0 alive", leases + " leases, " + alive + " alive");
        console.verdict(true, leases + " leases, " + alive + " alive");
    }

    private void stay(JenkinsController jenkins) {
        console.line("open", jenkins.url() + "/job/" + JOB + "/   until Ctrl-C");
        console.line("", "admin, whose password is in " + jenkins.password());
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<JsonNode> puts(TrialGround ground) {
        return JsonLines.read(ground.events()).stream()
                .filter(event -> event.path("event").asText().equals("request")
                        && event.path("method").asText().equals("PUT"))
                .toList();
    }

    private static String scope(JsonNode line) {
        return line.path("scope").path("scope").path(0).asText();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void must(boolean held, String promise, String instead) {
        if (!held) {
            throw new StoryFailedException("expected " + promise + ", but: " + instead);
        }
    }
}
