package io.github.jitcredentials.samples;

import io.github.jitcredentials.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real Apache with git's own backend behind it, which asks the authority about every request. Apache does not work as root, so it is
 * nobody's where root tells the story; its place is one that nobody can reach.
 */
final class GitServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final boolean asRoot = "root".equals(System.getProperty("user.name"));
    private final Path place;
    private final URI url;
    private final PeerProcess server;

    /**
     * @param sample the folder with its configuration
     * @param introspection where it asks about tokens
     * @param clientSecret what it shows there; empty where the token itself is enough
     */
    GitServer(Path sample, RealPrograms programs, int port, URI introspection, String clientSecret) {
        url = URI.create("http://127.0.0.1:" + port);
        try {
            place = Files.createTempDirectory("jit-credentials-git-").toRealPath();
            SampleProject.copy(
                    sample,
                    place,
                    Map.of(
                            "PLACE", place.toString(),
                            "PORT", String.valueOf(port),
                            "MODULES", programs.modules().toString(),
                            "INTROSPECTION", introspection.toString(),
                            "CLIENT_SECRET", clientSecret));
            Path backend = place.resolve("guarded-backend");
            if (!backend.toFile().setExecutable(true, false)) {
                throw new StoryFailedException(backend + " can't be made executable");
            }
            Command.run(place, "git", "init", "-q", "--bare", "repositories/app.git");
            if (asRoot) {
                giveToNobody();
            }
            server = PeerProcess.start("TERM", place.resolve("log"), Map.of(), command(programs))
                    .awaiting(PATIENCE, this::answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AssertionError e) {
            throw new StoryFailedException("Apache: " + e.getMessage());
        }
    }

    URI url() {
        return url;
    }

    URI repository() {
        return url.resolve("/git/app.git");
    }

    /** What the branch main is at; empty if it is not there. */
    String main() {
        return at("heads/main");
    }

    /** What a branch or tag is at; empty if it is not there. */
    String at(String name) {
        Path ref = place.resolve("repositories/app.git/refs").resolve(name);
        try {
            return Files.exists(ref) ? Files.readString(ref).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many requests it answered so. */
    long answered(int status) {
        try {
            return Files.readAllLines(place.resolve("access.log")).stream()
                    .filter(line -> line.endsWith(" " + status))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(RealPrograms programs) {
        List<String> command = new ArrayList<>();
        if (asRoot) {
            command.addAll(List.of("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"));
        }
        command.addAll(List.of(
                programs.apache().toString(), "-f", place.resolve("apache.conf").toString(), "-DFOREGROUND"));
        return command;
    }

    private void giveToNobody() throws IOException {
        UserPrincipal nobody =
                place.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, nobody);
            }
        }
    }

    private boolean answers() {
        try {
            HttpRequest question = HttpRequest.newBuilder(
                            URI.create(repository() + "/info/refs?service=git-receive-pack"))
                    .build();
            return HttpClient.newHttpClient()
                            .send(question, BodyHandlers.discarding())
                            .statusCode()
                    == 401;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailedException("interrupted");
        }
    }
}
