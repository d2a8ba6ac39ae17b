package io.github.jitcredentials.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Workflows of a real runner, with the action as it is built from this checkout: all three ways to use it, a later step that fails,
 * and a job that somebody cancels. Every claim is checked against the authority's books and the repository's own record.
 */
final class ActionStory {
    private static final int UNAUTHORIZED = 401;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** What the Dockerfile copies, and it itself. */
    private static final List<String> SOURCES = List.of(
            "Dockerfile",
            ".dockerignore",
            "LICENSE",
            "pom.xml",
            "config",
            "shared-core",
            "samples/authority",
            "github-action",
            "maven-plugin/pom.xml",
            "samples/stories/pom.xml",
            "samples/torture/pom.xml");

    private static final Set<String> LEFT_OUT = Set.of("target", "test", "benchmark");

    private final Console console;
    private final BuildFacts build;

    ActionStory(Console console, BuildFacts build) {
        this.console = console;
        this.build = build;
    }

    void tell() {
        Path place = new SampleBuild("github-action", build).place();
        List<String> claims = List.of(
                "repository=acme/app", "ref=refs/heads/main", "ref_name=main", "event_name=push", "run_id=4711");
        try (TrialGround ground = new TrialGround(place.resolve("trial"), claims);
                PodmanService podman = new PodmanService(place)) {
            console.line(Instant.now(), "authority", ground.authorityUrl() + "   for trial only; identity as GitHub's");
            console.line(Instant.now(), "repository", ground.repositoryUrl() + "   asks the authority about every PUT");
            Path project = project(place, ground);
            String image = bases(place, podman);
            ActRunner act =
                    new ActRunner(project, place, podman.environment(), ground.requestUrl(), ground.requestTokenFile());
            tell(act.start("install", image), ground, "install    then a step whose shell is jitc exec", 0);
            tell(act.start("run", image), ground, "run        a script inside the action", 0);
            tell(act.start("job", image), ground, "job        a credential for the steps that follow", 0);
            tell(act.start("failing", image), ground, "failing    a later step ends with 3", 1);
            ActRunner.Running cancelled = act.start("cancelled", image);
            Patience.until(LONGEST, "the upload of the job that is cancelled", () -> {
                must(cancelled.process().isAlive(), "a job that waits", "it is over; see " + cancelled.log());
                return accepted(ground).size() == 5 ? true : null;
            });
            cancelled.cancel();
            tell(cancelled, ground, "cancelled  SIGINT while a later step works", 1);
            conclude(ground);
        }
    }

    private void tell(ActRunner.Running workflow, TrialGround ground, String title, int code) {
        int ended = workflow.await();
        console.line("", "act push   " + title);
        must(ended == code, "act to end with " + code, ended + "; see " + workflow.log());
        List<JsonNode> puts = accepted(ground);
        JsonNode grants = ground.grants();
        must(grants.size() == puts.size(), "one credential for each upload", grants.size() + " for " + puts.size());
        JsonNode grant = grants.get(grants.size() - 1);
        console.line(
                Instant.parse(grant.path("issued").asText()),
                "issued",
                grant.path("scope").asText() + "  \"" + grant.path("purpose").asText() + "\"");
        console.line(
                Instant.parse(puts.get(puts.size() - 1).path("time").asText()),
                "upload",
                "accepted; masked in the log");
        must(workflow.said().contains("the credential is ***"), "a masked log", "see " + workflow.log());
        must(grant.path("revoked").isTextual(), "a revoked credential", "see " + workflow.log());
        must(workflow.said().contains("proven dead"), "a proof", "see " + workflow.log());
        console.line(
                Instant.parse(grant.path("revoked").asText()), "revoked", "proven: the authority says: not active");
        int status = ground.replay();
        must(status == UNAUTHORIZED, "the dead token refused", "the repository answered " + status);
        console.line(Instant.now(), "replay", "the same token                    " + status);
    }

    private void conclude(TrialGround ground) {
        int leases = ground.grants().size();
        int alive = ground.live().size();
        must(alive == 0, "0 alive", alive + " alive");
        console.verdict(true, leases + " leases, " + alive + " alive");
    }

    private static List<JsonNode> accepted(TrialGround ground) {
        return JsonLines.read(ground.events()).stream()
                .filter(event -> event.path("method").asText().equals("PUT"))
                .filter(event -> event.path("status").asInt() / 100 == 2)
                .toList();
    }

    /** The project of the sample, and in it, as its workflows name it, the action's sources. */
    private Path project(Path place, TrialGround ground) {
        Path project = place.resolve("project");
        SampleProject.copy(
                build.top().resolve("samples/github-action/trial"),
                project,
                Map.of("AUTHORITY", ground.authorityUrl(), "REPOSITORY", ground.repositoryUrl()));
        SOURCES.forEach(
                name -> copy(build.top().resolve(name), project.resolve("jit").resolve(name)));
        return project;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(file -> !isLeftOut(from, file)).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    // With their times and modes, so that a second telling finds the image built.
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isLeftOut(Path from, Path file) {
        for (@Nullable Path part = file; part != null && !part.equals(from); part = part.getParent()) {
            if (LEFT_OUT.contains(part.getFileName().toString())) {
                return true;
            }
        }
        return false;
    }

    /** Sees to the images that the Dockerfile builds on; the name of the one that is the runner's too. */
    private String bases(Path place, PodmanService podman) {
        Path log = place.resolve("bases.log");
        ProcessBuilder builder = new ProcessBuilder(
                        build.top().resolve("github-action/src/image/bases").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(podman.environment());
        try {
            new ActRunner.Running(builder.start(), log).succeed();
            return Files.readAllLines(build.top().resolve("Dockerfile")).stream()
                    .filter(line -> line.startsWith("ARG BASE="))
                    .map(line -> line.substring("ARG BASE=".length()))
                    .findFirst()
                    .orElseThrow(() -> new StoryFailedException("the Dockerfile names no base"));
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
