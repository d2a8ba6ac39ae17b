package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Workflows of a real runner, with the action as it is built from this checkout: all ways to use it, the sample workflows as they
 * are, later steps that fail, and a job that somebody cancels. Every claim is checked against the authority's books and the
 * repository's own record.
 */
final class ActionStory {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Console console;
    private final BuildFacts build;

    ActionStory(Console console, BuildFacts build) {
        this.console = console;
        this.build = build;
    }

    /** @param programs what one of the sample workflows needs, which is left out where that is missing */
    void tell(RealPrograms programs, Map<String, String> environment) {
        Path place = new SampleBuild("github-action", build).place();
        List<String> claims = List.of(
                "repository=acme/app", "ref=refs/heads/main", "ref_name=main", "event_name=push", "run_id=4711");
        try (TrialGround ground = new TrialGround(place.resolve("trial"), claims);
                PodmanService podman = new PodmanService(place)) {
            console.line(Instant.now(), "authority", ground.authorityUrl() + "   for trial only; identity as GitHub's");
            console.line(Instant.now(), "repository", ground.repositoryUrl() + "   asks the authority about every PUT");
            bases(place, podman);
            Ledger ledger = new Ledger(console, ground);
            install(place, ground, podman, ledger);
            try (SampleWorkflows workflows = new SampleWorkflows(build, place, ground, podman)) {
                trial(workflows.runner(), ledger);
                samples(workflows, ledger);
                List<String> missing = programs.missing(environment, false);
                if (missing.isEmpty()) {
                    gitPush(workflows, programs, ledger);
                } else {
                    console.line("left out", "git-push.yml: " + String.join("; ", missing));
                }
                refused(workflows, ledger);
            }
            int leases = ground.grants().size();
            int alive = ground.live().size();
            Ledger.must(alive == 0, "0 alive", alive + " alive");
            console.verdict(true, leases + " leases, " + alive + " alive");
        }
    }

    /** With the action as it stands in this checkout, built by the runner. */
    private void install(Path place, TrialGround ground, PodmanService podman, Ledger ledger) {
        Path project = place.resolve("project");
        SampleWorkflows.copyTrial(build, project, ground, ground.repositoryUrl());
        ImageSources.copy(build.top(), project.resolve("jit"));
        ActRunner act = new ActRunner(
                project,
                place,
                podman.environment(),
                SampleWorkflows.job(ground),
                ImageSources.argument(build.top(), "BASE"),
                List.of());
        console.line("act push", "the trial's install.yml, with the action as it is built from its Dockerfile");
        ActRunner.Running running = act.start("install", "push", ".github/workflows/install.yml");
        ledger.check(
                running,
                List.of(new Ledger.Job("install, and jitc as a step's shell/deploy", "install.yml", "/install.txt")),
                true);
        JsonNode grant = ground.grants().get(0);
        console.line(
                Instant.parse(grant.path("issued").asText()),
                "issued",
                grant.path("scope").asText() + "  \"" + grant.path("purpose").asText() + "\"");
        console.line(
                Instant.parse(grant.path("revoked").asText()), "revoked", "proven: the authority says: not active");
    }

    /** Ways that no sample shows, with the action as a release has it: an image by its name. */
    private void trial(ActRunner act, Ledger ledger) {
        console.line("act push", "the trial's run.yml, job.yml and failing.yml");
        ActRunner.Running running = act.start("trial", "push", ".github/trial");
        ledger.check(
                running,
                List.of(
                        new Ledger.Job("a script inside the action/deploy", "run.yml", "/run.txt"),
                        new Ledger.Job("a credential for the steps that follow/deploy", "job.yml", "/job.txt"),
                        new Ledger.Job("a later step fails/deploy", "failing.yml", "/failing.txt").failing()),
                true);
        console.line("act push", "the trial's cancelled.yml: SIGINT while a later step works");
        ActRunner.Running cancelled = act.start("cancelled", "push", ".github/later/cancelled.yml");
        Patience.until(LONGEST, "the upload of the job that is cancelled", () -> {
            Ledger.must(cancelled.process().isAlive(), "a job that waits", "it is over; see " + cancelled.log());
            return ledger.accepted("/cancelled.txt") ? true : null;
        });
        cancelled.cancel();
        ledger.check(
                cancelled,
                List.of(new Ledger.Job("somebody cancels the job/deploy", "cancelled.yml", "/cancelled.txt").failing()),
                true);
    }

    private void samples(SampleWorkflows workflows, Ledger ledger) {
        console.line("act push", "the sample workflows, two jobs at a time");
        ledger.check(workflows.runner().start("samples", "push", ".github/workflows"), SampleWorkflows.JOBS, true);
        console.line("act push", "enterprise-server.yml, behind a certificate that only its bundle knows");
        ledger.check(workflows.enterprise("enterprise"), SampleWorkflows.ENTERPRISE, true);
        Ledger.must(workflows.identified() > 0, "a job identified behind that certificate", "nobody asked there");
    }

    private void refused(SampleWorkflows workflows, Ledger ledger) {
        console.line("act push", "all again, with a credential that the repository refuses: each job fails");
        workflows.refuse();
        ledger.check(workflows.runner().start("refused", "push", ".github/workflows"), SampleWorkflows.JOBS, false);
        ledger.check(workflows.enterprise("enterprise-refused"), SampleWorkflows.ENTERPRISE, false);
    }

    private void gitPush(SampleWorkflows workflows, RealPrograms programs, Ledger ledger) {
        try (GitServer git = workflows.git(programs)) {
            List<Ledger.Job> tag = List.of(new Ledger.Job("Tag a release/tag", "git-push.yml", ""));
            console.line("act", "workflow_dispatch: git-push.yml, to a real Apache, twice: the tag is there then");
            ledger.check(workflows.push("git-push"), tag, true);
            String at = git.at("tags/nightly-1");
            Ledger.must(!at.isEmpty(), "a tag in the git server", "there is none");
            ActRunner.Running again = workflows.push("git-push-again");
            ledger.check(again, tag, false);
            Ledger.must(again.said().contains("rejected"), "the second push rejected", "see " + again.log());
            Ledger.must(git.at("tags/nightly-1").equals(at), "the tag where it was", git.at("tags/nightly-1"));
        }
    }

    /** Sees to the images that the Dockerfile builds on. */
    private void bases(Path place, PodmanService podman) {
        Path log = place.resolve("bases.log");
        ProcessBuilder builder = new ProcessBuilder(
                        build.top().resolve("github-action/src/image/bases").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(podman.environment());
        try {
            Files.createDirectories(place);
            new ActRunner.Running(builder.start(), log).succeed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
