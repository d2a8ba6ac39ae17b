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
import java.util.UUID;

/**
 * A deployment agent pushes with a token for that push, and the token is dead before anybody else can push with it; then it is
 * killed while it pushes. Keycloak, Apache and git are real; who says what is dead is Keycloak, asked as the git server asks it.
 */
final class GitPushStory {
    private static final Duration GUARDIAN_BOUND = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Console console;
    private final BuildFacts build;
    private final RealPrograms programs;
    private final Path sample;
    private final String clientSecret = UUID.randomUUID().toString();

    GitPushStory(Console console, BuildFacts build, RealPrograms programs) {
        this.console = console;
        this.build = build;
        this.programs = programs;
        this.sample = build.top().resolve("samples/git-push");
    }

    /** @param environment of whoever tells the story */
    void tell(Map<String, String> environment) {
        List<String> missing = programs.missing(environment);
        if (!missing.isEmpty()) {
            throw new StoryFailedException(String.join("; ", missing));
        }
        Path place = new SampleBuild("git-push", build).place();
        try (Child ci = ci(place);
                KeycloakServer keycloak = new KeycloakServer(programs.keycloak(), place.resolve("keycloak"));
                GitServer git = new GitServer(
                        sample, programs, PeerProcess.freePort(), keycloak.introspection(), clientSecret)) {
            String issuer = ci.said("url") + "/ci";
            Path project = place.resolve("project");
            Map<String, String> values = Map.of(
                    "CI",
                    issuer,
                    "KEYCLOAK",
                    keycloak.url().toString(),
                    "GIT",
                    git.url().toString(),
                    "CLIENT_SECRET",
                    clientSecret);
            SampleProject.copy(sample, project, values);
            keycloak.createRealm(read(project.resolve("realm.json")));
            console.line(Instant.now(), "keycloak", keycloak.url() + "   a realm that trusts the CI's own ID tokens");
            console.line(Instant.now(), "git", git.repository() + "   Apache, asks Keycloak about every request");
            GitAgent agent = agent(place, project, ci);
            agent.begin(git.repository().toString());
            push(agent, git, keycloak);
            killedPush(agent, keycloak, place);
            console.verdict(true, "2 leases, 0 alive");
        }
    }

    /** The trial's CI, which stands in for GitHub: it gives a job an ID token for each time it asks. */
    private static Child ci(Path place) {
        try {
            Files.createDirectories(place.resolve("ci"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Child.java(
                "io.github.jitcredentials.authority.AuthorityMain",
                place.resolve("ci.log"),
                List.of(
                        "--port", "0",
                        "--state", place.resolve("ci/state").toString(),
                        "--ci", place.resolve("ci/files").toString(),
                        "--claim", "repository=acme/app",
                        "--claim", "ref=refs/heads/main",
                        "--claim", "ref_name=main",
                        "--claim", "event_name=push",
                        "--claim", "run_id=4711"));
    }

    private GitAgent agent(Path place, Path project, Child ci) {
        return new GitAgent(
                project,
                place.resolve("state"),
                build.top().resolve("github-action/jitc"),
                Map.of(
                        "ACTIONS_ID_TOKEN_REQUEST_URL", ci.said("requestUrl"),
                        "ACTIONS_ID_TOKEN_REQUEST_TOKEN", read(Path.of(ci.said("requestTokenFile")))));
    }

    private void push(GitAgent agent, GitServer git, KeycloakServer keycloak) {
        console.line("", "jitc exec --git --profile push -- git push");
        String pushed = agent.commit("the release");
        agent.push();
        AuditTrail trail = AuditTrail.read(agent.audit());
        JsonNode identified = trail.first("identified").path("claims");
        console.line(
                AuditTrail.at(trail.first("identified")),
                "identity",
                Console.filled(
                        "%s %s %s     asked of the CI, signature verified; no secret is stored anywhere",
                        identified.path("repository").asText(),
                        identified.path("ref").asText(),
                        identified.path("event").asText()));
        JsonNode issued = trail.first("issued");
        console.line(
                AuditTrail.at(issued),
                "issued",
                Console.filled(
                        "lease %s  %s  \"%s\"",
                        issued.path("lease").asText(),
                        issued.path("ttl").asText(),
                        issued.path("purpose").asText()));
        must(git.main().equals(pushed), "main at " + pushed, "it is at " + git.main());
        console.line("pushed", "main is at " + pushed.substring(0, 12));
        console.line(AuditTrail.at(trail.first("revoked")), "revoked", "with the push");
        console.line(
                AuditTrail.at(trail.first("proven")), "proven", "Keycloak says: not active (it said active before)");
        must(agent.saidOfAnotherHost().isEmpty(), "nothing for another host", "the helper answered");
        console.line("other host", "the credential helper says nothing about http://127.0.0.2");
        replay(agent, git, keycloak, pushed);
    }

    private void replay(GitAgent agent, GitServer git, KeycloakServer keycloak, String pushed) {
        must(!keycloak.isActive(agent.stolenToken(), clientSecret), "the token dead at Keycloak", "it is active");
        agent.commit("the thief's");
        long refused = git.answered(401);
        Command.Result again = agent.pushAgain();
        must(again.exit() != 0 && again.said().contains("not active"), "the push refused", again.said());
        must(git.answered(401) > refused, "a 401 from the git server", "there was none");
        must(git.main().equals(pushed), "main where it was", "it is at " + git.main());
        console.line(Instant.now(), "replay", "the same push, the same token     401, main where it was");
    }

    private void killedPush(GitAgent agent, KeycloakServer keycloak, Path place) {
        Process running = agent.pushSlowly(place.resolve("killed.log"));
        String token = agent.stolenToken();
        must(keycloak.isActive(token, clientSecret), "a token alive during the push", "it is not active");
        Instant kill = Instant.now();
        running.destroyForcibly();
        console.line(kill, "", "jitc exec  again; killed by SIGKILL before git is done");
        Patience.until(PATIENCE, "the guardian", () -> keycloak.isActive(token, clientSecret) ? null : Boolean.TRUE);
        Duration took = Duration.between(kill, Instant.now());
        agent.stopHolding();
        console.line(
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                "guardian",
                "not active " + took.toMillis() + "ms after the kill");
        must(took.compareTo(GUARDIAN_BOUND) <= 0, "revoked within 2 s of the kill", took.toMillis() + " ms");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
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
