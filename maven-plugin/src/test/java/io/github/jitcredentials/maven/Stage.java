package io.github.jitcredentials.maven;

import io.github.jitcredentials.authority.maven.OverlayRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where inner builds run: the Maven distributions, the overlay repository, and copies of the sample project. */
final class Stage {
    private static final Path MAVENS = path("it.mavens");
    private static final Path WORK = path("it.work");
    private static final Path ROOT = path("it.root").normalize();
    private static final String VERSION = System.getProperty("it.version", "");
    private static final OverlayRepository REPOSITORY = publish();
    private static final List<String> KINDS = List.of("3.8.7", "3.9.16", "4.0.0-rc-4");

    private Stage() {}

    /** Each kind of transport there is: Wagon, Apache's client, the JDK's. {@code -Dit.only=3.9.16,3.10.0} says others. */
    static List<String> each() {
        boolean chosen = !System.getProperty("it.only", "").isEmpty();
        return (chosen ? Matrix.MAVENS : KINDS).stream().filter(Stage::isWanted).toList();
    }

    /** {@code -Dit.only=3.9.16} runs with that one alone. */
    static boolean isWanted(String version) {
        String only = System.getProperty("it.only", "");
        return only.isEmpty() || List.of(only.split(",")).contains(version);
    }

    /** The project's own root. */
    static Path root() {
        return ROOT;
    }

    static OverlayRepository repository() {
        return REPOSITORY;
    }

    /** An empty directory of a name with a space in it. */
    static Path directory(String name) throws IOException {
        Path directory = WORK.resolve(name.replaceAll("[^A-Za-z0-9.]+", " "));
        delete(directory);
        return Files.createDirectories(directory);
    }

    /** A copy of the sample project with {@code @NAME@} filled in. */
    static Path sample(Path to, Map<String, String> values) throws IOException {
        return sample("maven-deploy", to, values);
    }

    /** The same of another sample. */
    static Path sample(String name, Path to, Map<String, String> values) throws IOException {
        Path from = ROOT.resolve("samples").resolve(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> !from.relativize(f).toString().contains("target"))
                    .toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    String text = Files.readString(file);
                    for (Map.Entry<String, String> value : values.entrySet()) {
                        text = text.replace("@" + value.getKey() + "@", value.getValue());
                    }
                    Files.writeString(copy, text);
                }
            }
        }
        Files.createDirectories(to.resolve(".mvn"));
        return to;
    }

    /** Publishes this plugin once more under another version. */
    static void publishPlugin(String version) throws IOException {
        String artifact = "jit-credentials-maven-plugin";
        Path pom = Files.writeString(
                WORK.resolve("other-plugin.pom"),
                Files.readString(ROOT.resolve("maven-plugin/pom.xml"))
                        .replace(
                                "<artifactId>" + artifact + "</artifactId>",
                                "<artifactId>" + artifact + "</artifactId><version>" + version + "</version>")
                        .replace(
                                "<artifactId>jit-credentials-core</artifactId>",
                                "<artifactId>jit-credentials-core</artifactId><version>" + VERSION + "</version>"));
        REPOSITORY.put(artifact, version, "pom", pom);
        REPOSITORY.put(
                artifact, version, "jar", ROOT.resolve("maven-plugin/target/" + artifact + "-" + VERSION + ".jar"));
    }

    /** Takes an artifact of the project's group out of the inner builds' local repository, so that it is downloaded. */
    static void forget(String artifact) throws IOException {
        delete(REPOSITORY.root().resolve("io/github/jitcredentials").resolve(artifact));
    }

    /** The command that runs the given Maven, with the user's own settings, mirrors and proxies. */
    static List<String> maven(String version, List<String> arguments) {
        List<String> command = new ArrayList<>();
        // A shell that starts programs in the background leaves SIGINT ignored, and a JVM then never sees it.
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(MAVENS.resolve("apache-maven-" + version).resolve("bin/mvn").toString());
        command.addAll(List.of("-B", "-ntp", "-Dmaven.repo.local=" + REPOSITORY.root()));
        // Resolver 2.0.24 takes a symbolic link for an alias of another artifact.
        command.add("-Daether.lrm.enhanced.verifyRealPath=false");
        Path global = path("it.outerMaven").resolve("conf/settings.xml");
        if (Files.isReadable(global)) {
            command.addAll(List.of("-gs", global.toString()));
        }
        command.addAll(arguments);
        return command;
    }

    /**
     * The environment of an inner build: the outer one's, without what its Maven put there.
     *
     * @param home where the build keeps what outlives it
     */
    static void environment(Map<String, String> environment, Path home) {
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("XDG_STATE_HOME", home.resolve("state").toString());
        environment.put("XDG_RUNTIME_DIR", home.resolve("runtime").toString());
        environment.put(
                "MAVEN_OPTS", environment.getOrDefault("MAVEN_OPTS", "") + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        List.of("M2_HOME", "MAVEN_HOME", "MAVEN_CMD_LINE_ARGS", "MAVEN_PROJECTBASEDIR", "JIT_CREDENTIALS_CONFIG")
                .forEach(environment::remove);
    }

    private static OverlayRepository publish() {
        try {
            OverlayRepository repository =
                    OverlayRepository.over(path("it.localRepository"), WORK.resolve("repository"));
            repository.put("jit-credentials-parent", VERSION, "pom", ROOT.resolve("pom.xml"));
            repository.publish("jit-credentials-core", VERSION, ROOT.resolve("shared-core"));
            repository.publish("jit-credentials-maven-plugin", VERSION, ROOT.resolve("maven-plugin"));
            return repository;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Path path(String property) {
        String said = System.getProperty(property, "");
        if (said.isEmpty()) {
            throw new IllegalStateException("integration tests are run by failsafe, which says " + property);
        }
        return Path.of(said).toAbsolutePath();
    }
}
