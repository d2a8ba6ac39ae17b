package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/** Holds what jobs of a runner say to what the authority's books and the repository's record say. */
final class Ledger {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Console console;
    private final TrialGround ground;
    private int leases;
    private int events;

    Ledger(Console console, TrialGround ground) {
        this.console = console;
        this.ground = ground;
    }

    /**
     * A job with one lease.
     *
     * @param name as act names it
     * @param file the workflow's
     * @param upload how the path ends to which it uploads; empty if it does not
     * @param fails whether it ends badly after an upload that went well
     */
    record Job(String name, String file, String upload, boolean fails) {
        Job(String name, String file, String upload) {
            this(name, file, upload, false);
        }

        Job failing() {
            return new Job(name, file, upload, true);
        }
    }

    /**
     * Waits until they are over, and checks: each had one credential, which is revoked and proven dead, and ended as it should.
     *
     * @param allowed whether their uploads were to be accepted; where not, each job fails for it
     */
    void check(ActRunner.Running running, List<Job> jobs, boolean allowed) {
        running.await();
        String see = "; see " + running.log();
        List<JsonNode> puts = puts();
        puts = puts.subList(events, puts.size());
        for (Job job : jobs) {
            String said = running.saidOf(job.name());
            boolean good = allowed && !job.fails();
            must(said.contains("🏁  Job " + (good ? "succeeded" : "failed")), good ? "success" : "failure", job + see);
            long proven =
                    said.lines().filter(line -> line.contains("proven dead")).count();
            must(proven == 1, "one credential proven dead", proven + " in " + job + see);
            int status = allowed ? 2 : FORBIDDEN;
            must(
                    job.upload().isEmpty() || puts.stream().anyMatch(put -> isTo(put, job.upload(), status)),
                    allowed ? "an upload" : "a refused upload",
                    "there is none to " + job.upload() + " of " + job + see);
            console.line(
                    Instant.now(),
                    good ? "succeeded" : "failed",
                    Console.filled("%-22s revoked, proven dead", job.file()));
        }
        must(
                running.said().lines().noneMatch(line -> line.matches(".*\\| the credential is (?!\\*\\*\\*).*")),
                "a masked log",
                "a secret is shown" + see);
        JsonNode grants = ground.grants();
        must(grants.size() == leases + jobs.size(), "a credential for each job", grants.size() - leases + see);
        for (int i = leases; i < grants.size(); i++) {
            must(grants.get(i).path("revoked").isTextual(), "a revoked credential", grants.get(i) + see);
        }
        if (allowed && puts.stream().anyMatch(put -> put.path("status").asInt() / 100 == 2)) {
            int status = ground.replay();
            must(status == UNAUTHORIZED, "the dead token refused", "the repository answered " + status);
            console.line(Instant.now(), "replay", "the last one's token                    " + status);
        }
        leases = grants.size();
        events = puts().size();
    }

    /** Whether the repository has accepted such an upload. */
    boolean accepted(String path) {
        return puts().stream().anyMatch(put -> isTo(put, path, 2));
    }

    static void must(boolean held, String promise, String instead) {
        if (!held) {
            throw new StoryFailedException("expected " + promise + ", but: " + instead);
        }
    }

    private List<JsonNode> puts() {
        return JsonLines.read(ground.events()).stream()
                .filter(event -> event.path("method").asText().equals("PUT"))
                .toList();
    }

    /** @param status a whole one, or its first digit */
    private static boolean isTo(JsonNode put, String path, int status) {
        int its = put.path("status").asInt();
        return put.path("path").asText().endsWith(path) && (its == status || its / 100 == status);
    }
}
