package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A build whose modules run a program of their own between {@code acquire} and {@code revoke}: it is given its token as a file.
 * Every claim is checked against the authority's books and the repository's own record.
 */
final class MavenMigrateStory {
    private static final int MODULES = 2;
    private static final int UNAUTHORIZED = 401;

    private final Console console;
    private final BuildFacts build;
    private final SampleBuild sample;

    MavenMigrateStory(Console console, BuildFacts build) {
        this.console = console;
        this.build = build;
        this.sample = new SampleBuild("maven-migrate", build);
    }

    void tell() {
        Path place = sample.place();
        List<String> claims = List.of(
                "repository=acme/app", "ref=refs/heads/main", "ref_name=main", "event_name=push", "run_id=4711");
        try (TrialGround ground = new TrialGround(place.resolve("trial"), claims)) {
            console.line(Instant.now(), "authority", ground.authorityUrl() + "   for trial only");
            console.line(Instant.now(), "repository", ground.repositoryUrl() + "   in the place of a database");
            InnerMaven maven = sample.prepare(place, ground);
            console.line("", "mvn verify  " + MODULES + " modules, a program between acquire and revoke");
            maven.start(
                            place.resolve("verify.log"),
                            "verify",
                            "-Drepository.url=" + ground.repositoryUrl(),
                            "-Djit-credentials.version=" + build.version())
                    .succeed();
            tellLeases(AuditTrail.read(place.resolve("state/jit-credentials/audit.jsonl")), ground);
            conclude(ground);
        }
    }

    private void tellLeases(AuditTrail trail, TrialGround ground) {
        JsonNode issued = trail.first("issued");
        console.line(
                AuditTrail.at(issued),
                "issued",
                Console.filled(
                        "lease %s  %s  \"%s\"",
                        issued.path("lease").asText(),
                        issued.path("ttl").asText(),
                        issued.path("purpose").asText()));
        must(trail.count("issued") == MODULES, "a credential for each module", trail.count("issued") + " issued");
        List<JsonNode> puts = JsonLines.read(ground.events()).stream()
                .filter(event -> event.path("method").asText().equals("PUT"))
                .toList();
        long accepted = puts.stream()
                .filter(put -> put.path("status").asInt() / 100 == 2)
                .count();
        must(accepted == puts.size() && accepted > 0, "every migration accepted", accepted + " of " + puts.size());
        console.line(
                Instant.parse(puts.get(puts.size() - 1).path("time").asText()),
                "migrations",
                accepted + " of " + puts.size() + " accepted");
        must(trail.count("proven") == MODULES, "every lease proven dead", trail.count("proven") + " proven");
        console.line(AuditTrail.at(trail.first("proven")), "proven", "the authority says: not active");
        int status = ground.replay();
        console.line(
                Instant.now().truncatedTo(ChronoUnit.MILLIS), "replay", "the same token                    " + status);
        must(status == UNAUTHORIZED, "the dead token refused", "the repository answered " + status);
    }

    private void conclude(TrialGround ground) {
        int leases = ground.grants().size();
        int alive = ground.live().size();
        must(alive == 0 && leases == MODULES, MODULES + " leases, 0 alive", leases + " leases, " + alive + " alive");
        console.verdict(true, leases + " leases, " + alive + " alive");
    }

    private static void must(boolean held, String promise, String instead) {
        if (!held) {
            throw new StoryFailedException("expected " + promise + ", but: " + instead);
        }
    }
}
