package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A multi-module deploy whose credential dies with it; then the same deploy, killed by SIGKILL in the middle of an upload,
 * whose credential the guardian revokes. Every figure comes from the build's audit log, the repository's own record or the
 * authority's books; every claim is checked against the authority's.
 */
final class MavenDeployStory {
    private static final int HELD_UPLOAD = 5;
    private static final Duration GUARDIAN_BOUND = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int UNAUTHORIZED = 401;

    private final Console console;
    private final BuildFacts build;
    private final SampleBuild sample;

    MavenDeployStory(Console console, BuildFacts build) {
        this.console = console;
        this.build = build;
        this.sample = new SampleBuild("maven-deploy", build);
    }

    void tell() {
        Path place = sample.place();
        List<String> claims = List.of(
                "repository=acme/app", "ref=refs/heads/main", "ref_name=main", "event_name=push", "run_id=4711");
        try (TrialGround ground = new TrialGround(place.resolve("trial"), claims)) {
            console.line(Instant.now(), "authority", ground.authorityUrl() + "   for trial only");
            console.line(Instant.now(), "repository", ground.repositoryUrl() + "   asks the authority about every PUT");
            InnerMaven maven = sample.prepare(place, ground);
            AuditTrail quiet = deploy(place, ground, maven);
            killedDeploy(place, ground, maven, quiet);
            conclude(ground);
        }
    }

    private AuditTrail deploy(Path place, TrialGround ground, InnerMaven maven) {
        console.line("", "mvn deploy  3 modules, deployAtEnd");
        maven.start(place.resolve("deploy.log"), arguments(ground)).succeed();
        AuditTrail trail = AuditTrail.read(audit(place));
        tellDecision(trail);
        tellLease(trail, ground);
        must(trail.count("issued") == 1, "exactly one credential for the deploy", trail.count("issued") + " issued");
        replay(ground);
        return trail;
    }

    private String[] arguments(TrialGround ground) {
        return new String[] {
            "deploy", "-Drepository.url=" + ground.repositoryUrl() + "/", "-Djit-credentials.version=" + build.version()
        };
    }

    private void tellDecision(AuditTrail trail) {
        JsonNode identified = trail.first("identified");
        JsonNode claims = identified.path("claims");
        console.line(
                AuditTrail.at(identified),
                "identity",
                Console.filled(
                        "%s %s %s     %s, signature verified",
                        claims.path("repository").asText(),
                        claims.path("ref").asText(),
                        claims.path("event").asText(),
                        identified.path("identity").path("source").asText().replace('-', ' ')));
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
        long accepted = accepted(puts);
        must(accepted == puts.size() && accepted > 0, "every upload accepted", accepted + " of " + puts.size());
        console.line(
                Instant.parse(puts.get(puts.size() - 1).path("time").asText()),
                "uploads",
                accepted + " of " + puts.size() + " accepted");
        JsonNode revoked = trail.first("revoked");
        console.line(AuditTrail.at(revoked), "revoked", revoked.path("took").asText() + " after the goal ended");
        JsonNode proven = trail.first("proven");
        console.line(AuditTrail.at(proven), "proven", "the authority says: not active (it said active before)");
    }

    private void killedDeploy(Path place, TrialGround ground, InnerMaven maven, AuditTrail before) {
        int known = ground.grants().size();
        long uploads = accepted(puts(ground));
        ground.holdPut(HELD_UPLOAD);
        InnerMaven.Running running = maven.start(place.resolve("killed.log"), arguments(ground));
        Patience.until(PATIENCE, "upload " + HELD_UPLOAD + " to begin (see " + running.log() + ")", () -> {
            if (!running.isAlive()) {
                running.succeed();
                throw new StoryFailedException("mvn deploy was done before it could be killed; see " + running.log());
            }
            return held(ground) ? Boolean.TRUE : null;
        });
        must(
                ground.live().size() == 1,
                "one credential alive during the upload",
                ground.live().size() + " alive");
        Instant kill = Instant.now();
        running.kill();
        console.line(kill, "", "mvn deploy  again; killed by SIGKILL in upload " + HELD_UPLOAD + " of " + uploads);
        JsonNode grant = Patience.until(PATIENCE, "the guardian", () -> {
            JsonNode last = ground.grants().get(known);
            return last != null && last.path("revoked").isTextual() ? last : null;
        });
        Instant revoked = Instant.parse(grant.path("revoked").asText());
        Duration took = Duration.between(kill, revoked);
        Patience.until(
                Duration.ofSeconds(10),
                "the guardian's proof",
                () -> AuditTrail.read(audit(place)).since(before).find("proven").orElse(null));
        console.line(revoked, "guardian", "revoked " + Math.max(0, took.toMillis()) + "ms after the kill, proven dead");
        must(
                took.compareTo(GUARDIAN_BOUND) <= 0,
                "revoked within " + GUARDIAN_BOUND.toSeconds() + " s of the kill",
                took.toMillis() + " ms");
        replay(ground);
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

    private static boolean held(TrialGround ground) {
        return JsonLines.read(ground.events()).stream()
                .anyMatch(event -> event.path("event").asText().equals("held"));
    }

    private static long accepted(List<JsonNode> puts) {
        return puts.stream()
                .filter(put -> put.path("status").asInt() / 100 == 2)
                .count();
    }

    private static List<JsonNode> puts(TrialGround ground) {
        return JsonLines.read(ground.events()).stream()
                .filter(event -> event.path("event").asText().equals("request")
                        && event.path("method").asText().equals("PUT"))
                .toList();
    }

    private static Path audit(Path place) {
        return place.resolve("state/jit-credentials/audit.jsonl");
    }

    private static String scope(JsonNode line) {
        return line.path("scope").path("scope").path(0).asText();
    }

    private static void must(boolean held, String promise, String instead) {
        if (!held) {
            throw new StoryFailedException("expected " + promise + ", but: " + instead);
        }
    }
}
