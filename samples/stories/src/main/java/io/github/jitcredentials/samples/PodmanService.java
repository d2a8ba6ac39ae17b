package io.github.jitcredentials.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Podman's API on a socket of the story's own, with a configuration of its own: containers share this machine's loopback. */
final class PodmanService implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);

    private final Path socket;
    private final Path configuration;
    private final Process process;

    /** @param place where its log and configuration go */
    PodmanService(Path place) {
        try {
            // The path of a socket has to be short.
            socket = Files.createTempDirectory("jit").resolve("podman.sock");
            configuration = Files.writeString(place.resolve("containers.conf"), configuration());
            ProcessBuilder builder = new ProcessBuilder("podman", "system", "service", "--time=0", "unix://" + socket)
                    .redirectErrorStream(true)
                    .redirectOutput(place.resolve("podman.log").toFile());
            builder.environment().putAll(environment());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Patience.until(STARTS_WITHIN, "podman's socket", () -> Files.exists(socket) ? socket : null);
    }

    /** What others need to use it. */
    Map<String, String> environment() {
        return Map.of("DOCKER_HOST", "unix://" + socket, "CONTAINERS_CONF", configuration.toString());
    }

    private static String configuration() {
        StringBuilder text = new StringBuilder(
                "[containers]\nnetns = \"host\"\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n[engine]\n");
        if (!isThere("crun") && isThere("runc")) {
            text.append("runtime = \"runc\"\n");
        }
        if (!Files.isDirectory(Path.of("/run/systemd/system"))) {
            text.append("cgroup_manager = \"cgroupfs\"\n");
        }
        return text.toString();
    }

    private static boolean isThere(String program) {
        return Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(socket);
            Files.deleteIfExists(socket.resolveSibling("podman.sock.lock"));
            Files.deleteIfExists(socket.getParent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // An empty directory among temporary files; nobody's story fails for it.
        }
    }
}
