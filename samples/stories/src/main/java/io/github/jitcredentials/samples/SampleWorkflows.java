package io.github.jitcredentials.samples;

import io.github.jitcredentials.peer.PeerProcess;
import io.github.jitcredentials.samples.Ledger.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sample workflows in a project of their own, as a runner runs them: their files as they are, but for what who copies them has to
 * fill in, the release's checksum and its address. The action is the one built before, named as a release names it.
 */
final class SampleWorkflows implements AutoCloseable {
    /** Those of one event, with what each uploads. */
    static final List<Job> JOBS = List.of(
            new Job("Deploy/deploy", "install.yml", "/app.txt"),
            new Job("Deploy with Maven/deploy", "maven.yml", "/greeting-parent-1.4.0.pom"),
            new Job("Publish with somebody else's action/publish", "job-scope.yml", "/app-1.4.0.image"),
            new Job("Deploy to regions/deploy-1", "matrix.yml", "/eu.txt"),
            new Job("Deploy to regions/deploy-2", "matrix.yml", "/us.txt"),
            new Job("Deploy to regions/deploy-3", "matrix.yml", "/ap.txt"),
            new Job("deploy/Deploy, for others/deploy", "caller, reusable.yml", "/main.txt"),
            new Job("Deploy from a machine of ours/deploy", "self-hosted.yml", "/app.txt"));

    static final List<Job> ENTERPRISE =
            List.of(new Job("Deploy from Enterprise Server/deploy", "enterprise-server.yml", "/app.txt"));

    /** What act names the image that it has built of {@code ./jit/github-action}. */
    private static final String BUILT = "act-jit-github-action-dockeraction:latest";

    private static final String IMAGE = "localhost/jit-credentials-trial:shell";
    private static final String ZEROS = "0".repeat(64);

    private final BuildFacts build;
    private final Path place;
    private final Path project;
    private final TrialGround ground;
    private final PodmanService podman;
    private final String gitServer = "http://127.0.0.1:" + PeerProcess.freePort();
    private final TlsDoor door;
    private final ActRunner runner;

    /** @param place of the story; its runner has built the action's image */
    SampleWorkflows(BuildFacts build, Path place, TrialGround ground, PodmanService podman) {
        this.build = build;
        this.place = place;
        this.project = place.resolve("samples");
        this.ground = ground;
        this.podman = podman;
        podman("tag", BUILT, IMAGE);
        Path asset = place.resolve("jitc.tar.gz");
        podman(("run --rm -v " + place + ":" + place + " --entrypoint /bin/tar " + IMAGE
                        + " -C /opt --exclude=classes.jsa -czf " + asset + " jitc")
                .split(" "));
        this.door = new TlsDoor(place, URI.create(ground.authorityUrl()), asset);
        try {
            fill(checksum(asset));
            runner = act();
        } catch (IOException e) {
            door.close();
            throw new UncheckedIOException(e);
        }
    }

    /** The trial's own project, without its workflows' sources. */
    static void copyTrial(BuildFacts build, Path project, TrialGround ground, String git) {
        SampleProject.copy(
                build.top().resolve("samples/github-action/trial"),
                project,
                Map.of("AUTHORITY", ground.authorityUrl(), "REPOSITORY", ground.repositoryUrl(), "GIT", git));
    }

    /** What a job is identified by. */
    static Map<String, String> job(TrialGround ground) {
        try {
            return Map.of(
                    "ACTIONS_ID_TOKEN_REQUEST_URL",
                    ground.requestUrl(),
                    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                    Files.readString(ground.requestTokenFile()).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ActRunner runner() {
        return runner;
    }

    /** A job of a server whose certificate only the bundle knows that the workflow names. */
    ActRunner.Running enterprise(String log) {
        URI request = URI.create(ground.requestUrl());
        String identity =
                "ACTIONS_ID_TOKEN_REQUEST_URL=" + door.url() + request.getRawPath() + "?" + request.getRawQuery();
        return runner.start(log, "push", ".github/later/enterprise-server.yml", "--env", identity);
    }

    /** How often a job was identified behind that certificate. */
    int identified() {
        return door.handedOn();
    }

    /** From now on a job's credential is good for reading only. */
    void refuse() {
        Path file = project.resolve("jit-credentials.yml");
        try {
            Files.writeString(file, Files.readString(file).replace("repo:write", "repo:read"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server that {@code git-push.yml} pushes to. */
    GitServer git(RealPrograms programs) {
        return new GitServer(
                build.top().resolve("samples/git-push"),
                programs,
                URI.create(gitServer).getPort(),
                URI.create(ground.authorityUrl() + "/introspect"),
                "");
    }

    ActRunner.Running push(String log) {
        return runner.start(log, "workflow_dispatch", ".github/later/git-push.yml");
    }

    @Override
    public void close() {
        door.close();
    }

    private void fill(String checksum) throws IOException {
        copyTrial(build, project, ground, gitServer);
        Path github = project.resolve(".github");
        Files.move(github.resolve("workflows"), github.resolve("trial"));
        Files.delete(github.resolve("trial/install.yml"));
        Path later = Files.createDirectories(github.resolve("later"));
        Files.move(github.resolve("trial/cancelled.yml"), later.resolve("cancelled.yml"));
        SampleProject.copy(
                build.top().resolve("samples/github-action/workflows"), github.resolve("workflows"), Map.of());
        for (String of : List.of("git-push.yml", "enterprise-server.yml")) {
            Files.move(github.resolve("workflows").resolve(of), later.resolve(of));
        }
        for (Path file : List.of(github.resolve("workflows/self-hosted.yml"), later.resolve("enterprise-server.yml"))) {
            String text = Files.readString(file);
            if (!text.contains(ZEROS)) {
                throw new StoryFailedException(file + " has no checksum to fill in");
            }
            Files.writeString(file, text.replace(ZEROS, checksum).replace("https://artifacts.example.com", door.url()));
        }
        maven();
        released();
    }

    /** The project of another sample, with this build's plugin. */
    private void maven() throws IOException {
        Path sample = build.top().resolve("samples/maven-deploy");
        for (String part : List.of("pom.xml", "greeting", "greeting-cli")) {
            SampleProject.copy(sample.resolve(part), project.resolve(part), Map.of());
        }
        List<String> options = new ArrayList<>(List.of(
                "-Dmaven.repo.local=" + new SampleBuild("maven-deploy", build).localRepository(place),
                "-Daether.lrm.enhanced.verifyRealPath=false",
                "-Drepository.url=" + ground.repositoryUrl() + "/",
                "-Djit-credentials.version=" + build.version()));
        Files.createDirectories(project.resolve(".mvn"));
        Files.write(project.resolve(".mvn/maven.config"), options);
    }

    /** The action's own repository, as a release makes it, and those of others that samples name. */
    private void released() throws IOException {
        Path action = Files.createDirectories(place.resolve("action"));
        Path ours = build.top().resolve("github-action");
        String text = Files.readString(ours.resolve("action.yml"));
        Files.writeString(
                action.resolve("action.yml"), text.replace("image: ../Dockerfile", "image: docker://" + IMAGE));
        SampleProject.copy(ours.resolve("setup"), action.resolve("setup"), Map.of());
        SampleProject.copy(
                build.top().resolve("samples/github-action/workflows/reusable.yml"),
                Files.createDirectories(place.resolve("workflows/.github/workflows"))
                        .resolve("reusable.yml"),
                Map.of());
    }

    private ActRunner act() throws IOException {
        // A machine of one's own without a way to the project's releases: they come from behind the door.
        Path curl = Files.createDirectories(place.resolve("curl"));
        Files.writeString(curl.resolve(".curlrc"), "connect-to = \"github.com:443:localhost:" + door.port() + "\"\n");
        Map<String, String> job = new HashMap<>(job(ground));
        job.put("CURL_HOME", curl.toString());
        List<String> mounts = new ArrayList<>();
        for (Path folder : List.of(curl, place.resolve("local-repository"), build.localRepository())) {
            mounts.add("-v " + folder + ":" + folder);
        }
        mounts.add("-v " + door.bundle() + ":/etc/ssl/certs/ca-certificates.crt:ro");
        mounts.add("-v " + project.resolve("stand-ins/docker") + ":/usr/local/bin/docker:ro");
        List<String> options = new ArrayList<>(List.of("--container-options", String.join(" ", mounts)));
        Path standIns = project.resolve("stand-ins");
        Map<String, Path> repositories = Map.of(
                "OWNER/jit-credentials-action@v1",
                place.resolve("action"),
                "OWNER/workflows@v1",
                place.resolve("workflows"),
                used("maven.yml", "actions/setup-java"),
                standIns.resolve("setup-java"),
                used("job-scope.yml", "docker/login-action"),
                standIns.resolve("login-action"));
        repositories.forEach((name, folder) -> options.addAll(List.of("--local-repository", name + "=" + folder)));
        ActRunner act = new ActRunner(
                project, place, podman.environment(), job, ImageSources.argument(build.top(), "BUILD"), options);
        act.git("remote", "add", "origin", gitServer + "/git/app.git");
        return act;
    }

    /** An action with the commit that a sample names it by. */
    private String used(String workflow, String action) throws IOException {
        return Files.readAllLines(project.resolve(".github/workflows").resolve(workflow)).stream()
                .filter(line -> line.contains("uses: " + action + "@"))
                .map(line -> line.replaceFirst(".*uses: (\\S+).*", "$1"))
                .findFirst()
                .orElseThrow(() -> new StoryFailedException(workflow + " does not use " + action));
    }

    private void podman(String... arguments) {
        Command.run(
                place,
                podman.environment(),
                Stream.concat(Stream.of("podman"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static String checksum(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
