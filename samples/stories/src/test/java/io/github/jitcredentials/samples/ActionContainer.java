package io.github.jitcredentials.samples;

import io.github.jitcredentials.samples.ActionImages.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A step of a job in a container of the action's, as a runner starts it: its files, the trial ground that it works against. */
final class ActionContainer {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ActionImages images;
    private final Path place;
    private final TrialGround ground;
    private final String requestToken;
    private final String name = "jit-" + UUID.randomUUID();

    private ActionContainer(ActionImages images, Path place, TrialGround ground) throws Exception {
        this.images = images;
        this.place = place;
        this.ground = ground;
        this.requestToken = Files.readString(ground.requestTokenFile());
        SampleWorkflows.copyTrial(BuildFacts.read(), project(), ground, ground.repositoryUrl());
        Files.createDirectories(place.resolve("files"));
        for (String file : List.of("state", "output", "summary", "path")) {
            Files.createFile(file(file));
        }
    }

    /** @param place an empty directory */
    static ActionContainer prepare(ActionImages images, Path place) throws Exception {
        TrialGround ground = new TrialGround(
                place.resolve("trial"),
                List.of("repository=acme/app", "ref=refs/heads/main", "ref_name=main", "event_name=push", "run_id=1"));
        try {
            return new ActionContainer(images, place, ground);
        } catch (Exception | Error e) {
            ground.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    TrialGround ground() {
        return ground;
    }

    /** What the job asks for ID tokens with. */
    String requestToken() {
        return requestToken;
    }

    Path project() {
        return place.resolve("project");
    }

    /** One that the runner names: {@code state}, {@code output}, {@code summary}. */
    Path file(String what) {
        return place.resolve("files").resolve(what);
    }

    /** Runs a step to its end. A container of an earlier step goes. */
    Said run(String image, List<String> some, List<String> more) throws Exception {
        return images.run(command(image, some, more));
    }

    /** The post step of the job's main step before. */
    Said post(String image, List<String> some) throws Exception {
        List<String> state = new ArrayList<>(List.of("--entrypoint", "/opt/jitc/bin/jitc-action-post"));
        entries("state").forEach((key, value) -> state.addAll(List.of("-e", "STATE_" + key + "=" + value)));
        return run(image, some, state);
    }

    /** Starts a script, and comes back when it has made the file {@code begun}, from where on it has to wait. */
    Process start(String script, List<String> more, List<String> arguments) throws Exception {
        List<String> options = new ArrayList<>(more);
        options.addAll(List.of("-e", "INPUT_PROFILE=deploy", "-e", "INPUT_RUN=" + script));
        List<String> command = command(ActionImages.SHELL, List.of(), options);
        command.addAll(arguments);
        Process container =
                images.builder(command, place.resolve("container.log")).start();
        Patience.until(
                PATIENCE, "the script to run", () -> Files.exists(project().resolve("begun")) ? true : null);
        return container;
    }

    /** What podman has of all that was written to the container's standard streams. */
    String logs() throws Exception {
        return images.run(List.of("podman", "logs", name)).text();
    }

    /** What a runner reads from such a file: {@code name<<END}, the value, {@code END}. The last of a name counts. */
    Map<String, String> entries(String what) throws Exception {
        Map<String, String> entries = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file(what));
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            entries.put(lines.get(i).replaceFirst("<<.*", ""), lines.get(i + 1));
        }
        return entries;
    }

    private List<String> command(String image, List<String> some, List<String> more) {
        List<String> command = new ArrayList<>(List.of(
                "podman",
                "run",
                "--replace",
                "--name",
                name,
                "--network",
                "host",
                "--workdir",
                project().toString(),
                "-v",
                project() + ":" + project(),
                "-v",
                place.resolve("files") + ":/files",
                "-e",
                "GITHUB_WORKSPACE=" + project(),
                "-e",
                "GITHUB_STATE=/files/state",
                "-e",
                "GITHUB_OUTPUT=/files/output",
                "-e",
                "GITHUB_STEP_SUMMARY=/files/summary",
                "-e",
                "ACTIONS_ID_TOKEN_REQUEST_URL=" + ground.requestUrl(),
                "-e",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN=" + requestToken));
        command.addAll(some);
        command.addAll(more);
        command.add(image);
        return command;
    }

    /** Removes the container and ends the trial ground. */
    void close() throws Exception {
        images.run(List.of("podman", "rm", "-f", name));
        ground.close();
    }
}
